"""Takes the drawn pictures in as an upload does: drawn anew, stored, noted as an attachment."""

from __future__ import annotations

import io

from madoguchi.demo.pictures import draw
from madoguchi.desk.files import kinds, pictures
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.store import Store


class Album:
    """The pictures of the sample company."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    def upload(self, picture: str, *, shop_id: int, uploader: str) -> int:
        """Upload a picture as `uploader` and return the attachment's id."""
        name = f"{picture.replace('_', '-')}.jpg"
        taken = pictures.redraw(io.BytesIO(draw(picture)), kinds.JPEG, name)
        small = taken.thumbnail
        upload = Upload(
            name=name,
            content_type=taken.kind.content_type,
            size=len(taken.content),
            width=taken.width,
            height=taken.height,
            blob=self._blobs.put_now(taken.content),
            thumbnail_blob=None if small is None else self._blobs.put_now(small),
            shop_id=shop_id,
            uploader=uploader,
        )
        return self._store.write_now(keep, upload).id
