import concurrent.futures, io, sqlite3, warnings
import numpy as np, pandas as pd

rng = np.random.default_rng(7)
sales = pd.DataFrame({"city": rng.choice(["Köln", "Bonn", "Ulm"], 20000), "day": pd.date_range("2023-01-01", periods=20000, freq="h"),
                      "amount": rng.random(20000)})
sales.to_csv("sales.csv", index=False)
back = pd.read_csv("sales.csv", parse_dates=["day"])
pd.testing.assert_frame_equal(sales, back)
assert abs(sales.groupby("city").amount.sum().sum() - sales.amount.sum()) < 1e-6
pivot = sales.pivot_table(index=sales.day.dt.month, columns="city", values="amount", aggfunc="mean")
assert pivot.shape == (12, 3) and sales.set_index("day").amount.resample("D").sum().size == 834
joined = sales.merge(pd.DataFrame({"city": ["Köln", "Bonn"], "river": ["Rhein", "Rhein"]}), how="left")
assert joined.river.isna().sum() == (sales.city == "Ulm").sum()
assert sales.city.str.upper().str.contains("Ö").any() and sales.amount.rolling(24).mean().notna().sum() == 19977
assert sales.day.dt.tz_localize("UTC").dt.tz_convert("America/New_York").dt.hour.iloc[0] == 19
with sqlite3.connect("sales.db") as database, warnings.catch_warnings():
    warnings.simplefilter("ignore")
    sales.to_sql("sales", database, index=False)
    assert len(pd.read_sql("select * from sales where city = 'Ulm'", database)) == (sales.city == "Ulm").sum()
assert pd.read_json(io.StringIO(sales.head(5).to_json())).shape == (5, 3)
sales.to_pickle("sales.pkl.gz")
assert sales.query("amount > 0.5").eval("amount * 2").gt(1).all() and sales.describe().loc["count", "amount"] == 20000
assert sales.astype({"city": "category"}).city.cat.categories.tolist() == ["Bonn", "Köln", "Ulm"]
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    parts = list(pool.map(lambda city: sales[sales.city == city].amount.sum(), ["Köln", "Bonn", "Ulm"]))
assert abs(sum(parts) - sales.amount.sum()) < 1e-6
print(sales.groupby("city").size().rename("n").reset_index().to_string(index=False).splitlines()[0].split())
