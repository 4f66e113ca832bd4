"""The cabinet: schema, constraints and facts about one row."""

from postings.models.board import BoardRevision, Tombstone
from postings.models.meaning import PostingProblem
from postings.models.names import Organization, OrganizationAlias, Skill, Spelling
from postings.models.posting import CURATED_FIELDS, JobPosting
from postings.models.repeats import BlockKey, FoldState, Likeness, Merge, Split, Unfolded
from postings.models.runs import ImportProblem, ImportRun, RejectedFile
from postings.models.sources import SourceRecord

__all__ = [
    "CURATED_FIELDS",
    "BlockKey",
    "BoardRevision",
    "FoldState",
    "ImportProblem",
    "ImportRun",
    "JobPosting",
    "Likeness",
    "Merge",
    "Organization",
    "OrganizationAlias",
    "PostingProblem",
    "RejectedFile",
    "Skill",
    "SourceRecord",
    "Spelling",
    "Split",
    "Tombstone",
    "Unfolded",
]
