import os
os.environ["OPENBLAS_NUM_THREADS"] = "4"
import concurrent.futures, multiprocessing, threading
import numpy as np

def product(seed):
    a = np.random.default_rng(seed).random((300, 300))
    q, r = np.linalg.qr(a)
    assert np.allclose(q @ r, a) and np.allclose(np.linalg.inv(a) @ a, np.eye(300), atol=1e-6)
    return float(np.trace(a @ a.T).round(6))

if __name__ == "__main__":
    assert len(os.listdir("/proc/self/task")) >= min(4, len(os.sched_getaffinity(0))), "BLAS has threads of its own"
    expected = [product(seed) for seed in range(4)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool: assert list(pool.map(product, range(4))) == expected
    with multiprocessing.get_context("spawn").Pool(2) as pool: assert pool.map(product, range(4)) == expected
    with multiprocessing.get_context("fork").Pool(2) as pool: assert pool.map(product, range(4)) == expected
    assert np.allclose(np.fft.irfft(np.fft.rfft(np.arange(64.0))), np.arange(64.0))
    u, s, v = np.linalg.svd(np.random.default_rng(0).random((100, 50)), full_matrices=False)
    assert np.allclose((u * s) @ v, np.random.default_rng(0).random((100, 50)))
    mapped = np.memmap("mapped", np.float64, "w+", shape=(1000, 100))
    mapped[:] = 1.5
    mapped.flush()
    assert np.fromfile("mapped").sum() == 150000 and float(np.float16(1) / np.float64(3)) > 0.33
    np.savez_compressed("saved.npz", a=np.arange(10))
    assert np.load("saved.npz")["a"].sum() == 45
    print("done")
