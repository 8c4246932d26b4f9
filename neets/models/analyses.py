"""What an analysis of journeys let out, once a month: the pages read this, and never the people."""

from django.db import models
from django.db.models.functions import Now

from neets.choices.analyses import Analysis
from neets.models.constraints import known


class ReleasedAnalysis(models.Model):
    """One analysis as of the end of a month, after disclosure control: every number in `result` may be seen.

    Made once for a month: a record that is changed later changes no figure that was out already, so that comparing
    before and after tells nothing. `month` is its first day.
    """

    analysis = models.CharField(max_length=12, choices=Analysis)
    month = models.DateField()
    result = models.JSONField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["analysis", "-month"]
        verbose_name_plural = "released analyses"
        constraints = [
            *known("releasedanalysis", analysis=Analysis),
            models.UniqueConstraint(fields=["analysis", "month"], name="releasedanalysis_once"),
            models.CheckConstraint(
                condition=models.Q(month__day=1),
                name="releasedanalysis_month_is_a_month",
                violation_error_message="A month is named by its first day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_analysis_display()}, {self.month:%B %Y}"
