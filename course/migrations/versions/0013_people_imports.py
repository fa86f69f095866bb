"""Keep imports of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from course.extensions import UtcDateTime

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=True),
        sa.Column("problems", sa.LargeBinary(), nullable=True),
        sa.Column("foreseen", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_people_import_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_import_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_import_state"), ["state"], unique=False)
    op.create_table(
        "imported_person",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["people_import.id"],
            name=op.f("fk_imported_person_import_id_people_import"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_imported_person_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "user_id", name=op.f("pk_imported_person")),
    )
    with op.batch_alter_table("imported_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_person_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("imported_person")
    op.drop_table("people_import")
