raise SystemExit("said at the end")
