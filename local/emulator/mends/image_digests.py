"""AWS ECR says ImageNotFoundException for what it lacks; ministack finds every image and none has a digest.

The runtime runs an image asset from its own staged directory, so an asset tag (64 hexadecimal digits, the content's
hash) counts as pushed, with the digest `sha256:<tag>`: `cdk deploy` builds nothing, and a deployment can record which
content it runs.
"""

import re
import time
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.ecr:_find_image",
    "ministack.services.ecr:_describe_images",
    "ministack.services.ecr:_repositories",
)

_ASSET_REPOSITORY = re.compile(r"cdk-[a-z0-9]+-container-assets-")
_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
_MEDIA_TYPE = "application/vnd.docker.distribution.manifest.v2+json"


def apply() -> None:
    wrap(PATCHES[0], _finding_assets)
    wrap(PATCHES[1], _refusing_unknown)


def _finding_assets(original: Any) -> Any:
    def find(repository: str, image_id: dict) -> dict | None:
        return original(repository, image_id) or _asset(repository, image_id)

    return find


def _refusing_unknown(original: Any) -> Any:
    def describe(data: dict) -> Any:
        from ministack.core.responses import error_response_json
        from ministack.services import ecr

        repository = data.get("repositoryName", "")
        if repository in ecr._repositories:
            for image_id in data.get("imageIds") or []:
                if ecr._find_image(repository, image_id) is None:
                    message = f"The image with imageId {image_id} does not exist within the repository '{repository}'"
                    return error_response_json("ImageNotFoundException", message, 400)
        return original(data)

    return describe


def _asset(repository: str, image_id: dict) -> dict | None:
    match = _HASH.fullmatch(image_id.get("imageTag") or image_id.get("imageDigest") or "")
    if match is None or not _ASSET_REPOSITORY.match(repository):
        return None
    digest = f"sha256:{match[1]}"
    return {
        "imageId": {"imageDigest": digest, "imageTag": match[1]},
        "imageDigest": digest,
        "imageTags": [match[1]],
        "imageManifest": "{}",
        "imageManifestMediaType": _MEDIA_TYPE,
        "imagePushedAt": int(time.time()),
    }
