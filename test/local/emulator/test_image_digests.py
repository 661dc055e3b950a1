from local_aws import LocalAws, refusal

REPOSITORY = "cdk-hnb659fds-container-assets-000000000000-us-east-1"
TAG = "ab" * 32


def test_an_asset_is_there_with_its_hash_for_a_digest(aws: LocalAws) -> None:
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName=REPOSITORY)
    for image in ({"imageTag": TAG}, {"imageDigest": f"sha256:{TAG}"}):
        details = ecr.describe_images(repositoryName=REPOSITORY, imageIds=[image])["imageDetails"]
        assert [(each["imageDigest"], each["imageTags"]) for each in details] == [(f"sha256:{TAG}", [TAG])]


def test_another_image_is_not_found(aws: LocalAws) -> None:
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName="plain")
    for repository, tag in (("plain", TAG), (REPOSITORY, "latest")):
        call = lambda repository=repository, tag=tag: ecr.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])  # noqa: E731
        assert refusal(call) == "ImageNotFoundException"
