"""Bringing files in and taking them back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from afterword.domain.trouble import Trouble
from afterword.imports.models import ImportRun
from afterword.imports.previewing import Preview, UnusableFile, preview, remember_pairs
from afterword.imports.problems import problems_path, write_problems
from afterword.imports.reading import UnreadableFile
from afterword.imports.recording import Recorder
from afterword.imports.undoing import Undone, take_back
from afterword.infra import clock
from afterword.infra.leases import lease, take_lease
from afterword.infra.tenancy import current_business_id
from afterword.plans.valuing import value_anew
from afterword.timeline.actions import record
from afterword.timeline.catalogue import ImportFinished, ImportUndone

#: An import that was not heard of for so long is dead, and another may go on with it.
LEASE_SECONDS = 120
#: Only what changes is looked at: new sales are planned with their totals.
_MAY_CHANGE_TOTALS = ("products_changed", "sales_changed")
_NEWS = ("customers_added", "customers_changed", "products_added", "products_changed", "sales_added", "sales_changed", "items_added", "inquiries_added", "jobs_added", "dates_kept")  # fmt: skip  # noqa: E501


class ImportBusy(Trouble):
    """Another import of this business is at work."""

    def __init__(self) -> None:
        super().__init__("Another import is running for this business. Try again when it is done.")


class ImportRefused(Trouble):
    """This import cannot be started, gone on with or undone; the sentence says why."""


class Progress(NamedTuple):
    """How far a run is: rows dealt with, and the bytes read of all the file's bytes."""

    rows: int
    bytes_read: int
    size: int


Told = Callable[[Progress], None]


def keep_upload(*, chunks: Iterable[bytes], file_name: str, created_by_id: int | None = None) -> ImportRun:
    """Keep an uploaded file, readable by its owner alone, as a run that waits for its preview ("uploaded")."""
    folder: Path = settings.MEDIA_ROOT / str(current_business_id())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = Path(file_name).name[:200] or "upload"
    suffix = "".join(Path(name).suffixes[-2:])[:20]
    path = folder / f"{secrets.token_hex(12)}{suffix}"
    written = 0
    try:
        with path.open("xb") as stream:
            path.chmod(0o600)
            for chunk in chunks:
                written += len(chunk)
                if written > settings.UPLOAD_LIMIT:
                    raise ImportRefused(
                        "This file is larger than %(most)d MB. Split it, or use `afterword import`.",
                        most=settings.UPLOAD_LIMIT // 2**20,
                    )
                stream.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return ImportRun.objects.create(
        file_name=name, path=str(path), created_by_id=created_by_id, created_at=clock.now(), state="uploaded"
    )


def start_import(
    *,
    preview: Preview,
    file_name: str = "",
    run: ImportRun | None = None,
    created_by_id: int | None = None,
    remember: bool = False,
) -> ImportRun:
    """Write down that this file is to be brought in as previewed; the run then waits for :func:`run_import`.

    ``run`` is the upload's, if it came through the browser. ``remember``: the owner corrected the columns; understand
    the next file with this header the same way. Raises :class:`ImportRefused` where a needed column is not named.
    """
    if preview.missing:
        raise ImportRefused(preview.missing)
    run = run or ImportRun(
        file_name=(file_name or preview.path.name)[:255], created_at=clock.now(), created_by_id=created_by_id
    )
    if run.state not in ("uploaded", "waiting"):
        raise ImportRefused("This file was brought in already.")
    run.path = str(preview.path.resolve())
    if len(run.path) > 1000:
        raise ImportRefused("The path of this file is longer than 1,000 characters. Move it to a shorter one.")
    run.kind, run.source = str(preview.mapping.kind), preview.mapping.source
    run.reading = {**preview.reading.as_json(), "sample": None}
    run.mapping = preview.mapping.as_json()
    run.rows_expected = preview.reading.rows_expected
    run.digest = digest_of(preview.path)
    run.state = "waiting"
    with transaction.atomic():
        if remember:
            remember_pairs(preview.reading, preview.mapping)
        run.save()
    return run


def digest_of(path: Path) -> str:
    """SHA-256 of the file's bytes, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def unfinished_run(*, preview: Preview) -> ImportRun | None:
    """An earlier run of the very same file, understood the same way, that was cut short."""
    digest = digest_of(preview.path)
    for run in ImportRun.objects.filter(digest=digest, state__in=("running", "failed", "waiting")).order_by("-id"):
        if run.mapping == preview.mapping.as_json():
            return run
    return None


def run_import(*, run_id: int, told: Told | None = None) -> ImportRun:
    """Bring the file in from where the run stands. One transaction for each batch and its place in the file, so that a
    run that was killed goes on exactly; one import of a business at a time.

    Raises :class:`ImportBusy`, or :class:`UnusableFile` where the file cannot be read to its end: what was recorded
    until then stays, and the run can be gone on with or undone.
    """
    name = f"import:{current_business_id()}"
    with lease(name=name, seconds=LEASE_SECONDS) as token:
        if token is None:
            raise ImportBusy
        run = ImportRun.objects.get(pk=run_id)
        if run.state == "done":
            return run
        if run.state not in ("waiting", "running", "failed"):
            raise ImportRefused(
                "This import was not started yet." if run.state == "uploaded" else "This import was undone."
            )
        try:
            _check_unchanged(run)
        except ImportRefused as refused:
            _fail(run, str(refused))
            raise
        run.state, run.error = "running", ""
        run.save(update_fields=["state", "error"])
        _record_all(run, name, told)
        return run


def _check_unchanged(run: ImportRun) -> None:
    path = Path(run.path)
    if not path.is_file():
        raise ImportRefused("The file “%(file)s” is not there any more. Bring it in anew.", file=run.file_name)
    if run.rows_done and digest_of(path) != run.digest:
        raise ImportRefused(
            "The file “%(file)s” has changed since it was begun. Undo import %(number)d, or bring the file in anew.",
            file=run.file_name,
            number=run.pk,
        )


def _record_all(run: ImportRun, lease_name: str, told: Told | None) -> None:
    read = [0]
    recorder = Recorder(run, lambda at: read.__setitem__(0, at))
    size = Path(run.path).stat().st_size
    try:
        for done in recorder.steps():
            if take_lease(name=lease_name, seconds=LEASE_SECONDS) is None:
                raise ImportBusy
            if told is not None:
                told(Progress(done, read[0], size))
    except UnreadableFile as refused:
        _fail(run, str(refused))
        raise UnusableFile(_where_it_broke(run, str(refused))) from None
    except Trouble as trouble:
        _fail(run, str(trouble))
        raise
    _complete(run)


def _fail(run: ImportRun, sentence: str) -> None:
    run.state, run.error, run.finished_at = "failed", sentence[:500], clock.now()
    run.save(update_fields=["state", "error", "finished_at"])


def _where_it_broke(run: ImportRun, sentence: str) -> str:
    if not run.rows_done:
        return sentence
    return f"{sentence} {run.rows_done} rows were recorded before that: mend the file and import it, or take them back with `afterword undo-import {run.pk}`."  # noqa: E501


def _complete(run: ImportRun) -> None:
    with transaction.atomic():
        run.state, run.finished_at = "done", clock.now()
        run.save(update_fields=["state", "finished_at"])
        if any(run.counts.get(name) for name in _MAY_CHANGE_TOTALS):
            value_anew()
        if any(run.counts.get(name) for name in _NEWS):
            record(
                [
                    ImportFinished(
                        customer_id=None,
                        subject_id=run.pk,
                        import_run_id=run.pk,
                        at=clock.now(),
                        file_name=run.file_name,
                    )
                ]
            )
    write_problems(run)


def undo_import(*, run_id: int, actor_id: int | None = None) -> Undone:
    """Put everything back as it was before the run, rows that it changed included, in one transaction.

    Follow-ups that a person acted on stay with their sale and customer (``kept``). Raises :class:`ImportBusy` or
    :class:`ImportRefused`.
    """
    with lease(name=f"import:{current_business_id()}", seconds=3600) as token:
        if token is None:
            raise ImportBusy
        run = ImportRun.objects.filter(pk=run_id).first()
        if run is None:
            raise ImportRefused("There is no import %(number)d here.", number=run_id)
        if run.state == "undone":
            raise ImportRefused("Import %(number)d was undone already.", number=run_id)
        with transaction.atomic():
            undone = take_back(run)
            run.state, run.finished_at = "undone", clock.now()
            run.save(update_fields=["state", "finished_at"])
            record(
                [
                    ImportUndone(
                        customer_id=None, subject_id=run.pk, actor_id=actor_id, at=clock.now(), file_name=run.file_name
                    )
                ]
            )
        problems_path(run).unlink(missing_ok=True)
        return undone


__all__ = [
    "ImportBusy",
    "ImportRefused",
    "Preview",
    "Progress",
    "Undone",
    "UnusableFile",
    "keep_upload",
    "preview",
    "run_import",
    "start_import",
    "undo_import",
    "unfinished_run",
]
