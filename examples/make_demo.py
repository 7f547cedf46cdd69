"""Makes the demo database, the same each time."""
import random, sqlite3

numbers = random.Random(1)
with sqlite3.connect("out/demo.db") as database:
    database.execute("create table public_analytics(day text, page text, views integer)")
    database.execute("create table user_metrics(user text, plan text, logins integer)")
    for day in range(1, 31):
        for page in ["/", "/docs", "/pricing"]:
            database.execute("insert into public_analytics values (?, ?, ?)",
                             (f"2024-06-{day:02}", page, numbers.randrange(100, 1000)))
    database.executemany("insert into user_metrics values (?, ?, ?)",
                         [("ana", "free", 3), ("bo", "team", 41), ("chloé", "team", 17)])
