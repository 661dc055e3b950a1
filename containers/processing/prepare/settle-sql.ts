/**
 * Conflicts and duplicates over all uploads at once.
 *
 * `place` orders rows by upload, then line. `conflicts`: one row per text that has two labels, with the first place of
 * its first label and the first place of a row labelled otherwise, so that each side can be shown the other. `kept`: one row per text that has one label, its first.
 */
export const SETTLE = `
  CREATE TABLE first_places AS
    SELECT row_id, label, min(upload::BIGINT * 4294967296 + line) AS place FROM rows GROUP BY row_id, label;

  CREATE TABLE kept AS
    SELECT row_id, min(label) AS label, min(place) AS place FROM first_places GROUP BY row_id HAVING count(*) = 1;

  CREATE TABLE conflicts AS
    SELECT row_id, arg_min({'label': label, 'place': place}, place) AS one,
           arg_min({'label': label, 'place': place}, place, 2)[2] AS other
    FROM first_places GROUP BY row_id HAVING count(*) > 1;

  INSERT INTO quarantine
    SELECT r.upload, r.line, 'LABEL_CONFLICT',
           'labelled ' || r.label || ' here and ' || other.label || ' in ' || u.key
             || ' (upload ' || u.upload_id || '), line ' || (other.place % 4294967296),
           r.text || chr(9) || r.label
    FROM (
      SELECT rows.*, CASE WHEN rows.label = conflicts.one.label THEN conflicts.other ELSE conflicts.one END AS other
      FROM rows JOIN conflicts USING (row_id)
    ) r JOIN uploads u ON u.upload = r.other.place // 4294967296;
`;
