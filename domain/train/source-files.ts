/** What Python and the tools of people leave beside sources; no part of them, in the form of `.gitignore`. */
export const IGNORED_SOURCES = ['__pycache__', '*.pyc', '.pytest_cache', '.ipynb_checkpoints', '.DS_Store'];

/** Whether a path in a folder of sources is none of them. */
export const isIgnoredSource = (path: string): boolean =>
  path.split('/').some((name) => name.endsWith('.pyc') || IGNORED_SOURCES.includes(name));
