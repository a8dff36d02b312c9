/*
 * Stands between SQLite and the operating system (LD_PRELOAD) and fails one write, sync or truncation of a database file, two of
 * them or every one from there on, or kills the process in its place. It also remembers which bytes were never synced: a power cut may lose any of them.
 *
 * Told what to do by a small file that is mapped into memory, so that the test changes its mind without a new process.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

/* Seven numbers of 64 bits, in the order in which disk-orders.ts writes them. */
struct orders {
  int64_t is_armed;
  int64_t calls;     /* counted while armed */
  int64_t fail_at;   /* 1 is the first; 0 never */
  int64_t how;       /* an errno, or -1 to kill the process */
  int64_t is_sticky; /* every later one fails too: the disk is gone */
  int64_t also_at;   /* a second one; 0 never */
  int64_t also_how;
};

static struct orders *orders;
static const char *wanted;  /* part of the path of the files that are meant */
static int keeps_unsynced;

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("SLOTKEEPER_DISK_ORDERS");
  wanted = getenv("SLOTKEEPER_DISK_FILE");
  keeps_unsynced = getenv("SLOTKEEPER_DISK_UNSYNCED") != NULL;
  if (!file) return;
  int fd = open(file, O_RDWR);
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof(struct orders), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (mapped != MAP_FAILED) orders = mapped;
  close(fd);
}

/* The database, its log, the journal of before there was a log; not the index in shared memory, which nobody needs after a crash. */
static int is_meant(int fd, char *path, size_t size) {
  char link[64];
  if (!wanted) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  if (length < 0) return 0;
  path[length] = 0;
  if (!strstr(path, wanted)) return 0;
  const char *end = strrchr(path, '.');
  return end && (strcmp(end, ".db") == 0 || strcmp(end, ".db-wal") == 0 || strcmp(end, ".db-journal") == 0);
}

static int fails(void) {
  if (!orders || !orders->is_armed) return 0;
  int64_t call = orders->calls += 1;
  int is_first = call == orders->fail_at || (orders->is_sticky && orders->fail_at > 0 && call > orders->fail_at);
  if (!is_first && call != orders->also_at) return 0;
  int64_t how = is_first ? orders->how : orders->also_how;
  if (how == -1) kill(getpid(), SIGKILL);
  errno = (int)how;
  return 1;
}

typedef ssize_t (*pwrite_fn)(int, const void *, size_t, off_t);
typedef int (*sync_fn)(int);
typedef int (*truncate_fn)(int, off_t);

static pwrite_fn real_pwrite(void) {
  static pwrite_fn found;
  if (!found) found = (pwrite_fn)dlsym(RTLD_NEXT, "pwrite64");
  return found;
}
static truncate_fn real_truncate(void) {
  static truncate_fn found;
  if (!found) found = (truncate_fn)dlsym(RTLD_NEXT, "ftruncate64");
  return found;
}

/* What was done and not synced: offset, length (-1: cut to offset), bytes; one after the other. */
static void remember(const char *path, int64_t offset, int64_t length, const void *bytes) {
  char file[4200];
  snprintf(file, sizeof file, "%s.unsynced", path);
  int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (fd < 0) return;
  int64_t head[2] = {offset, length};
  if (write(fd, head, sizeof head) == sizeof head && length > 0) {
    if (write(fd, bytes, (size_t)length) != length) abort();
  }
  close(fd);
}

/* A sync makes all of it last: into PATH.synced with it. */
static void settle(const char *path) {
  char from[4200], into[4200];
  snprintf(from, sizeof from, "%s.unsynced", path);
  snprintf(into, sizeof into, "%s.synced", path);
  int in = open(from, O_RDWR);
  if (in < 0) return;
  int out = open(into, O_WRONLY | O_CREAT, 0600);
  int64_t head[2];
  while (out >= 0 && read(in, head, sizeof head) == sizeof head) {
    if (head[1] < 0) {
      if (real_truncate()(out, head[0]) != 0) abort();
      continue;
    }
    char *bytes = malloc((size_t)head[1] + 1);
    if (!bytes || read(in, bytes, (size_t)head[1]) != head[1]) abort();
    if (real_pwrite()(out, bytes, (size_t)head[1], head[0]) != head[1]) abort();
    free(bytes);
  }
  if (out >= 0) close(out);
  if (real_truncate()(in, 0) != 0) abort();
  close(in);
}

static ssize_t write_at(int fd, const void *bytes, size_t count, off_t offset) {
  char path[4096];
  if (!is_meant(fd, path, sizeof path)) return real_pwrite()(fd, bytes, count, offset);
  if (fails()) return -1;
  ssize_t written = real_pwrite()(fd, bytes, count, offset);
  if (keeps_unsynced && written > 0) remember(path, offset, written, bytes);
  return written;
}

static int sync_by(const char *name, int fd) {
  char path[4096];
  if (!is_meant(fd, path, sizeof path)) return ((sync_fn)dlsym(RTLD_NEXT, name))(fd);
  if (fails()) return -1;
  if (keeps_unsynced) settle(path);
  /* No power is really cut here, and waiting for the disk would only be slow. */
  return 0;
}

static int cut_to(int fd, off_t length) {
  char path[4096];
  if (!is_meant(fd, path, sizeof path)) return real_truncate()(fd, length);
  if (fails()) return -1;
  int done = real_truncate()(fd, length);
  if (keeps_unsynced && done == 0) remember(path, length, -1, NULL);
  return done;
}

ssize_t pwrite64(int fd, const void *b, size_t n, off_t o) { return write_at(fd, b, n, o); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { return write_at(fd, b, n, o); }
int ftruncate64(int fd, off_t n) { return cut_to(fd, n); }
int ftruncate(int fd, off_t n) { return cut_to(fd, n); }
int fsync(int fd) { return sync_by("fsync", fd); }
int fdatasync(int fd) { return sync_by("fdatasync", fd); }
