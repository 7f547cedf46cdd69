print("never")
if True print("this")
