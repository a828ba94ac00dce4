"""An import, its problems, what it changed (for undo), and the mappings remembered per kind of file."""

from __future__ import annotations

from django.db import models

from afterword.infra.fields import TextColumn
from afterword.infra.tenancy import TenantModel


class ImportRun(TenantModel):
    """One file brought in, from upload to undo."""

    #: "customers", "products", "sales", "inquiries" or "jobs"; empty until guessed.
    kind = TextColumn(max_length=12, default="", blank=True)
    #: Namespace of the source's own keys.
    source = TextColumn(max_length=60, default="file")
    file_name = TextColumn(max_length=255)
    #: Where the bytes are kept, relative to the uploads folder (browser) or absolute (command line).
    path = TextColumn(max_length=1000)
    #: SHA-256 of the bytes, hex.
    digest = TextColumn(max_length=64, default="", blank=True)
    #: "uploaded", "waiting", "running", "done", "failed" or "undone".
    state = TextColumn(max_length=10, default="uploaded")
    #: How the file is read (imports.reading.Reading) and which column is which field.
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    #: Rows dealt with so far: a resumed run goes on after these.
    rows_done = models.BigIntegerField(default=0)
    #: Estimate, for the progress bar; 0 where unknown.
    rows_expected = models.BigIntegerField(default=0)
    #: customers_added, customers_matched, products_added, sales_added, sales_unchanged, items_added, problems, …
    counts = models.JSONField(default=dict)
    error = TextColumn(max_length=500, default="", blank=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["business", "created_at"], name="import_run_by_time")]


class ImportProblem(TenantModel):
    """A row that could not be taken, with its line, its reason and its cells."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, db_index=False, related_name="problems")
    line = models.BigIntegerField()
    column = TextColumn(max_length=200, default="", blank=True)
    code = TextColumn(max_length=40)
    sentence = TextColumn(max_length=500)
    cells = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["business", "run", "line"], name="import_problem_by_line")]


class ImportChange(TenantModel):
    """A row as it stood before an import changed it; rows that an import added carry the run's id themselves."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, db_index=False, related_name="changes")
    table = TextColumn(max_length=60)
    row_id = models.BigIntegerField()
    before = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["business", "run", "table", "row_id"], name="import_change_once")
        ]


class ColumnMemory(TenantModel):
    """How the owner corrected our guess for files with this header."""

    #: SHA-256 of the folded header, hex.
    signature = TextColumn(max_length=64)
    kind = TextColumn(max_length=12)
    mapping = models.JSONField()
    #: "dmy" or "mdy" for dates that could be either; empty: as the business's country writes them.
    date_order = TextColumn(max_length=3, default="", blank=True)
    used_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "signature"], name="column_memory_once")]
