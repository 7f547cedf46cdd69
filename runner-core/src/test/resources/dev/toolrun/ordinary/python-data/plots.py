import io
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
from PIL import Image

x = np.linspace(0, 6, 200)
figure, axes = plt.subplots(2, 3, figsize=(9, 6))
axes[0, 0].plot(x, np.sin(x), label=r"$\sin\,x^2_i$ äöü €"), axes[0, 0].legend(), axes[0, 0].set_xlabel("Größe")
axes[0, 1].bar(["a", "b"], [1, 2], color="red"), axes[0, 2].hist(np.random.default_rng(1).normal(size=500))
axes[1, 0].imshow(np.arange(16).reshape(4, 4)), axes[1, 1].scatter(x, x ** 2, c=x), axes[1, 2].pie([1, 2, 3])
figure.tight_layout()
for kind in ["png", "svg", "pdf", "jpg"]:
    figure.savefig("out/all." + kind)
picture = Image.open("out/all.png")
assert picture.size == (900, 600) and len(picture.convert("RGB").getcolors(1 << 24)) > 50
assert open("out/all.pdf", "rb").read(5) == b"%PDF-" and "<svg" in open("out/all.svg").read()
plt.close("all")
pd.Series(range(48), pd.date_range("2024-01-01", periods=48, freq="h")).plot(title="Verlauf").figure.savefig("out/series.png")
surface = plt.figure().add_subplot(projection="3d")
surface.plot_surface(*np.meshgrid(x[::20], x[::20]), np.ones((10, 10)))
surface.figure.savefig(io.BytesIO(), format="png")
frames = [Image.new("P", (20, 20), n) for n in range(3)]
frames[0].save("out/moving.gif", save_all=True, append_images=frames[1:])
assert plt.get_backend().lower() == "agg"
plt.show()
print("done")
