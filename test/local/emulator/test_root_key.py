from local_aws import Credentials, LocalAws, refusal


def test_only_the_configured_key_is_root(aws: LocalAws) -> None:
    for access_key_id in ("test", "123456789012", "AKIASOMEBODYELSE0000"):
        stranger = aws.client("s3", Credentials(access_key_id, "test"))
        assert refusal(stranger.list_buckets) == "InvalidAccessKeyId"


def test_a_root_request_with_a_wrong_signature_is_refused(aws: LocalAws) -> None:
    forger = aws.client("sts", Credentials(aws.root.access_key_id, "not-the-secret"))
    assert refusal(forger.get_caller_identity) == "SignatureDoesNotMatch"


def test_the_root_is_told_who_it_is(aws: LocalAws) -> None:
    assert aws.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::000000000000:root"
