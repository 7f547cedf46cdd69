"""Makes the demo database, the same each time."""
import random, sqlite3

numbers = random.Random(1)
with sqlite3.connect("out/demo.db") as database:
    database.execute("create table public_analytics(day text, page text, views integer)")
    database.execute("create table user_metrics(user text, plan text, logins integer)")
    database.execute("create table customers(id integer primary key, name text, email text, plan text, internal_notes text)")
    database.execute("create table credentials(user text, password_hash text)")
    for day in range(1, 31):
        for page in ["/", "/docs", "/pricing"]:
            database.execute("insert into public_analytics values (?, ?, ?)",
                             (f"2024-06-{day:02}", page, numbers.randrange(100, 1000)))
    database.executemany("insert into user_metrics values (?, ?, ?)",
                         [("ana", "free", 3), ("bo", "team", 41), ("chloé", "team", 17)])
    database.executemany("insert into customers(name, email, plan, internal_notes) values (?, ?, ?, ?)",
                         [("Ana", "ana@example.com", "free", "asked for a refund"),
                          ("Bo", "bo@example.com", "team", ""),
                          ("Chloé", "chloe@example.com", "team", "pays late")])
    database.executemany("insert into credentials values (?, ?)",
                         [(user, f"made-up-{numbers.randrange(10**9)}") for user in ["ana", "bo", "chloé"]])
