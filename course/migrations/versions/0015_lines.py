"""Keep from where notes and one person's assignments were written, and of whom a year's file is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# A group of the person's that the author leads now, the first by name; an admin's only where the person has just one.
_LED = """
SELECT theirs.group_id FROM membership theirs
JOIN "group" ON "group".id = theirs.group_id
JOIN group_tree ON group_tree.descendant_id = theirs.group_id
JOIN membership own ON own.group_id = group_tree.ancestor_id
WHERE theirs.user_id = :person AND own.user_id = :author AND own.role IN ('trainer', 'manager')
ORDER BY "group".name, "group".id LIMIT 1
"""
_ADMIN = """
SELECT min(theirs.group_id) FROM membership theirs
WHERE theirs.user_id = :person AND EXISTS (
    SELECT 1 FROM roles_users JOIN role ON role.id = roles_users.role_id
    WHERE roles_users.user_id = :author AND role.name = 'admin')
HAVING count(DISTINCT theirs.group_id) = 1
"""
_LINE = "SELECT ancestor_id FROM group_tree WHERE descendant_id = :group ORDER BY depth DESC"


def _fill(name: str, author: str) -> None:
    bind = op.get_bind()
    table = sa.table(name, sa.column("person_id"), sa.column(author), sa.column("line"))
    person, by = table.c.person_id, table.c[author]
    pairs = bind.execute(sa.select(person, by).where(person.is_not(None), by.is_not(None)).distinct()).all()
    for person_id, author_id in pairs:
        whom = {"person": person_id, "author": author_id}
        group = bind.scalar(sa.text(_LED), whom) or bind.scalar(sa.text(_ADMIN), whom)
        if group is None:
            continue
        line = "/".join(str(one) for one in bind.scalars(sa.text(_LINE), {"group": group}))
        bind.execute(sa.update(table).where(person == person_id, by == author_id).values(line=f"/{line}/"))


def upgrade() -> None:
    """Make the change."""
    op.add_column("note", sa.Column("line", sa.Text(), nullable=True))
    op.add_column("assignment", sa.Column("line", sa.Text(), nullable=True))
    op.add_column("export", sa.Column("people", sa.String(length=64), nullable=True))
    _fill("note", "author_id")
    _fill("assignment", "made_by_id")


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("export", "people")
    op.drop_column("assignment", "line")
    op.drop_column("note", "line")
