"""Counts for a monitoring system, in Prometheus' format; nothing of what was asked or said."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from chatbot.answers import Answer

_BOUNDS = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """Questions by outcome, their time, and how many documents there are."""

    def __init__(self, documents: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "citewell_questions", "Questions by outcome.", ["outcome"], registry=self._registry
        )
        for outcome in ("answered", "refused", "failed"):
            self._questions.labels(outcome)
        self._seconds = Histogram(
            "citewell_answer_seconds",
            "Time of a whole answer.",
            buckets=_BOUNDS,
            registry=self._registry,
        )
        Gauge(
            "citewell_documents", "Documents in the index.", registry=self._registry
        ).set_function(documents)

    def count(self, answer: Answer) -> None:
        """Count an answer or refusal with its time."""
        self._questions.labels("refused" if answer.refused else "answered").inc()
        self._seconds.observe(sum(answer.seconds.values()))

    def count_failure(self) -> None:
        self._questions.labels("failed").inc()

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self._registry)
