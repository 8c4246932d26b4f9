"""Long work with progress that anybody waiting can read."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from totalplace.choices import JobStatus


class Job(models.Model):
    """One run of long work. While it runs its worker holds an advisory lock of the job's id (see totalplace.jobs):
    a job that says "running" with no lock held was interrupted, and can be run again."""

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=JobStatus, default=JobStatus.WAITING)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    message = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
