"""Keep behaviour seen in real life, reviews of typed lines, and plans of sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from course.extensions import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _person(
    table: str, column: str, *, nullable: bool = False
) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint(
        [column],
        ["user.id"],
        name=op.f(f"fk_{table}_{column}_user"),
        ondelete="SET NULL" if nullable else "CASCADE",
    )
    return sa.Column(column, sa.Integer(), nullable=nullable), key


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "behaviour_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        *_person("behaviour_entry", "user_id"),
        sa.Column("behaviour_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        *_person("behaviour_entry", "author_id", nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=8), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('sign_off', 'evidence')", name=op.f("ck_behaviour_entry_kind")),
        sa.CheckConstraint(
            "(kind = 'sign_off') = (result IS NOT NULL)", name=op.f("ck_behaviour_entry_result")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["behaviour_entry.id"],
            name=op.f("fk_behaviour_entry_corrects_id_behaviour_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_behaviour_entry")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_behaviour_entry_corrects_id")),
    )
    op.create_index("ix_behaviour_entry_person", "behaviour_entry", ["user_id", "behaviour_id"], unique=False)
    op.create_table(
        "words_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        *_person("words_review", "user_id"),
        *_person("words_review", "author_id", nullable=True),
        sa.Column("mark", sa.String(length=8), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["run_event.id"],
            name=op.f("fk_words_review_event_id_run_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words_review")),
        sa.UniqueConstraint("event_id", "author_id", name=op.f("uq_words_review_event_id_author_id")),
    )
    op.create_index("ix_words_review_person", "words_review", ["user_id", "read_at"], unique=False)
    op.create_table(
        "room_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        *_person("room_plan", "author_id", nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name=op.f("fk_room_plan_group_id_group"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_plan")),
    )
    op.create_index(op.f("ix_room_plan_group_id"), "room_plan", ["group_id"], unique=False)
    op.create_index(
        "ix_run_event_words",
        "run_event",
        ["run_id"],
        unique=False,
        sqlite_where=sa.text("words IS NOT NULL"),
        postgresql_where=sa.text("words IS NOT NULL"),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_run_event_words", table_name="run_event")
    op.drop_table("room_plan")
    op.drop_table("words_review")
    op.drop_table("behaviour_entry")
