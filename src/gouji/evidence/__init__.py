"""From audits to evidence: one notebook run an audit, its page, its JSON, and the summary of them all."""

from gouji.evidence.run import Audited, RunResult, run_audits

__all__ = ["Audited", "RunResult", "run_audits"]
