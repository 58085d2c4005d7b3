"""The database: one protocol, SQLite and PostgreSQL behind it, migrations, backups.

Features import ``Connection`` and ``Database`` from ``discord_bot.storage.database`` and write one
SQL text for both. The portable subset, held by running the same tests on both:

* ``ON CONFLICT``, ``RETURNING``, common table expressions, window functions, ``LIMIT``;
* ids and times (epoch seconds, UTC) are ``BIGINT``, flags are times that may be NULL, JSON is
  ``TEXT``; no ``IN (list)``; date arithmetic happens in Python;
* parameters are named, ``:name``. PostgreSQL takes a parameter's type from where it first stands:
  where that says nothing (``:a IS NULL``, a select list, ``:a + 1``), let a telling place come
  first (``a = :a OR :a IS NULL``), or write ``CAST(:a AS BIGINT)``.
"""
