import dbm, fcntl, glob, mmap, os, pathlib, shutil, sqlite3, stat, tarfile, tempfile, zipfile

with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryFile() as nameless, tempfile.TemporaryDirectory() as folder:
    file.write(b"temporary"), file.flush(), nameless.write(b"x")
    assert pathlib.Path(file.name).read_bytes() == b"temporary" and pathlib.Path(folder).is_dir()
with tempfile.SpooledTemporaryFile(10) as spooled:
    spooled.write(b"more than ten bytes"), spooled.seek(0)
    assert spooled.read(4) == b"more"
unlinked = os.open("/workspace", os.O_TMPFILE | os.O_RDWR)
os.write(unlinked, b"later")
os.link(f"/proc/self/fd/{unlinked}", "linked", src_dir_fd=unlinked)
assert open("linked").read() == "later"

os.makedirs("tree/a/b")
pathlib.Path("tree/a/b/file").write_text("content")
os.symlink("b/file", "tree/a/soft"), os.link("tree/a/b/file", "tree/hard"), os.mkfifo("tree/fifo")
os.chmod("tree/hard", 0o640), os.utime("tree/hard", (10**9, 10**9))
assert os.stat("tree/a/soft").st_mtime == 10**9 and os.stat("tree/hard").st_nlink == 2
assert stat.filemode(os.stat("tree/hard").st_mode) == "-rw-r-----"
os.unlink("tree/fifo")
shutil.copytree("tree", "copy", symlinks=True), shutil.copy2("tree/hard", "copied"), shutil.move("copy", "moved")
assert os.readlink("moved/a/soft") == "b/file" and os.stat("copied").st_mtime == 10**9
os.replace("copied", "linked")
assert sorted(glob.glob("moved/**", recursive=True))[-1] == "moved/hard"
with zipfile.ZipFile("z.zip", "w", zipfile.ZIP_DEFLATED) as archive: archive.write("linked")
with tarfile.open("t.tar.xz", "w:xz") as archive: archive.add("tree")
with tarfile.open("t.tar.xz") as archive: archive.extractall("extracted")
assert pathlib.Path("extracted/tree/a/soft").read_text() == "content"
shutil.rmtree("extracted")

with open("mapped", "w+b") as file:
    file.truncate(1 << 20), os.posix_fallocate(file.fileno(), 0, 8192)
    with mmap.mmap(file.fileno(), 0) as mapped:
        mapped[100:105] = b"hello"
        mapped.flush(), mapped.madvise(mmap.MADV_WILLNEED)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB), fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.fsync(file.fileno()), os.fdatasync(file.fileno())
    assert os.pread(file.fileno(), 5, 100) == b"hello"
    with open("copied", "w+b") as target:
        assert os.copy_file_range(file.fileno(), target.fileno(), 1000, 0) == 1000
        assert os.sendfile(target.fileno(), file.fileno(), 0, 1000) == 1000
memory = os.memfd_create("name")
os.write(memory, b"x")
assert shutil.disk_usage("/workspace").free > 0 and os.access("/usr", os.R_OK) and not os.access("/usr", os.W_OK)

database = sqlite3.connect("file.db")
database.execute("pragma journal_mode=wal"), database.execute("create table t(x)")
with database: database.executemany("insert into t values (?)", ((n,) for n in range(1000)))
assert sqlite3.connect("file.db").execute("select sum(x) from t").fetchone() == (499500,)
with dbm.open("store", "c") as store: store["k"] = "v"
print("done")
