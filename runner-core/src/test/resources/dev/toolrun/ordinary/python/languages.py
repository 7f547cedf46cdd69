import datetime, functools, locale, os, re, subprocess, sys, time, unicodedata, zoneinfo

assert locale.setlocale(locale.LC_ALL, "") == "C.UTF-8", locale.setlocale(locale.LC_ALL)
assert sys.stdout.encoding == sys.getfilesystemencoding() == "utf-8" and locale.getpreferredencoding() == "UTF-8"
assert sorted(["é", "z", "a", "Z"], key=functools.cmp_to_key(locale.strcoll)) == ["Z", "a", "z", "é"]
assert sorted(["b", "a"], key=locale.strxfrm) == ["a", "b"] and locale.format_string("%.2f", 1234.5) == "1234.50"
assert "straße".upper() == "STRASSE" and unicodedata.normalize("NFC", "e\u0301") == "é" and re.fullmatch(r"\w+", "naïve")
with open("Größe 日本.txt", "w") as file: file.write("ñ\n")
assert subprocess.run(["cat", "Größe 日本.txt"], capture_output=True, text=True).stdout == "ñ\n"
assert "Größe 日本.txt" in os.listdir()
assert "ñ".encode("latin-1").decode("cp1252") == "ñ" and "日本".encode("shift_jis").decode("shift_jis") == "日本"

summer = datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.timezone.utc)
hours = {name: summer.astimezone(zoneinfo.ZoneInfo(name)).hour
         for name in ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]}
assert list(hours.values()) == [14, 8, 17, 22, 12], hours
assert len(zoneinfo.available_timezones()) > 400
os.environ["TZ"] = "America/New_York"
time.tzset()
assert time.strftime("%H:%M %Z", time.localtime(0)) == "19:00 EST"
assert subprocess.run(["date", "-d", "@0", "+%H:%M"], env={"TZ": "Asia/Tokyo", "PATH": "/usr/bin"},
                      capture_output=True, text=True).stdout == "09:00\n"
assert datetime.date(2024, 2, 29).strftime("%A %d %B") == "Thursday 29 February"
print("Größe, naïve, 日本, 🙂, Ελλάδα")
