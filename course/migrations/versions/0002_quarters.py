"""Keep quarters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from course.extensions import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "quarter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("territory", sa.String(length=32), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("accounts", sa.JSON(), nullable=False),
        sa.Column("simulator", sa.String(length=16), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("again_of_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("net", sa.Integer(), nullable=True),
        sa.Column("money", sa.Integer(), nullable=True),
        sa.Column("skill", sa.Double(), nullable=True),
        sa.Column("brier", sa.Double(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["again_of_id"], ["quarter.id"], name=op.f("fk_quarter_again_of_id_quarter"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_quarter_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter")),
    )
    with op.batch_alter_table("quarter", schema=None) as batch_op:
        batch_op.create_index("ix_quarter_person", ["user_id", "ended_at"], unique=False)

    op.create_table(
        "quarter_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarter_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quarter_id"],
            ["quarter.id"],
            name=op.f("fk_quarter_event_quarter_id_quarter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_event")),
        sa.UniqueConstraint("quarter_id", "seq", name=op.f("uq_quarter_event_quarter_id_seq")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quarter_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_run_quarter_id"), ["quarter_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_run_quarter_id_quarter"), "quarter", ["quarter_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_run_quarter_id_quarter"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_run_quarter_id"))
        batch_op.drop_column("quarter_id")

    op.drop_table("quarter_event")
    with op.batch_alter_table("quarter", schema=None) as batch_op:
        batch_op.drop_index("ix_quarter_person")

    op.drop_table("quarter")
