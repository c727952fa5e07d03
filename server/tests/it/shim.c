/* A disk that fails and a machine that sleeps when told to. Loaded with LD_PRELOAD into the server,
 * Linux only.
 *
 * SHIM_TARGET   the database; its write-ahead log is the same name with "-wal".
 * SHIM_CONTROL  a file with one word, read before each call on one of the two:
 *               "sync-once"   the next sync fails with EIO, then the word is taken away
 *               "sync-always" every sync fails with EIO
 *               "full"        every write fails with ENOSPC
 *               "full-database"  every write to the database itself fails with ENOSPC, those to
 *                             its log do not
 *               "hold"        a sync waits until the word is another one
 * SHIM_HOLD     such as "write 7" or "sync 2": that call on one of the two, counted from the start,
 *               never returns.
 * SHIM_ASLEEP   a file with a number: for how many seconds the machine has slept so far. The wall clock
 *               and CLOCK_BOOTTIME have gone on meanwhile, CLOCK_MONOTONIC has not.
 * SHIM_LOG      if set, a line for each: "wal" (bytes were written to the log), "sync" (the log's
 *               sync has returned, successfully), "moved" (so has the database's: the log was
 *               moved into it), "held" (a sync has begun to wait), "said" (bytes with "success "
 *               or "claimed " are about to be sent).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

enum file { OTHER, DATABASE, WAL };

static enum file which(int fd) {
    const char *target = getenv("SHIM_TARGET");
    char link[64], path[4096];
    if (!target) return OTHER;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return OTHER;
    path[length] = 0;
    size_t base = strlen(target);
    if (strncmp(path, target, base) != 0) return OTHER;
    if (path[base] == 0) return DATABASE;
    return strcmp(path + base, "-wal") == 0 ? WAL : OTHER;
}

static int told(const char *word) {
    const char *control = getenv("SHIM_CONTROL");
    char text[32] = {0};
    if (!control) return 0;
    int fd = open(control, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    return length > 0 && strcmp(text, word) == 0;
}

static void note(const char *line) {
    const char *log = getenv("SHIM_LOG");
    if (!log) return;
    int fd = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return;
    ssize_t ignored = REAL(write)(fd, line, strlen(line));
    (void)ignored;
    close(fd);
}

/* Waits for ever if this is the call that is to be held. */
static void count(const char *call) {
    static atomic_int writes, syncs;
    const char *hold = getenv("SHIM_HOLD");
    size_t length = strlen(call);
    if (!hold || strncmp(hold, call, length) != 0) return;
    int number = atomic_fetch_add(call[0] == 'w' ? &writes : &syncs, 1) + 1;
    if (number != atoi(hold + length)) return;
    note("held\n");
    for (;;) pause();
}

static int sync_fails(int fd) {
    if (which(fd) == OTHER) return 0;
    count("sync ");
    if (told("hold")) {
        note("held\n");
        while (told("hold")) usleep(2000);
    }
    if (told("sync-once")) {
        /* Taken away before it takes effect, so that it is one failure. */
        int control = open(getenv("SHIM_CONTROL"), O_WRONLY | O_TRUNC | O_CLOEXEC);
        if (control >= 0) close(control);
        return 1;
    }
    return told("sync-always");
}

static void synced(int fd) {
    enum file file = which(fd);
    if (file == WAL) note("sync\n");
    if (file == DATABASE) note("moved\n");
}

int fdatasync(int fd) {
    if (sync_fails(fd)) { errno = EIO; return -1; }
    int result = REAL(fdatasync)(fd);
    if (result == 0) synced(fd);
    return result;
}

int fsync(int fd) {
    if (sync_fails(fd)) { errno = EIO; return -1; }
    int result = REAL(fsync)(fd);
    if (result == 0) synced(fd);
    return result;
}

static int write_fails(int fd) {
    enum file file = which(fd);
    if (file == OTHER) return 0;
    count("write ");
    if (told("full") || (file == DATABASE && told("full-database"))) return 1;
    if (file == WAL) note("wal\n");
    return 0;
}

static void sends(const void *bytes, size_t count) {
    if (!getenv("SHIM_LOG")) return;
    if (memmem(bytes, count, "success ", 8) || memmem(bytes, count, "claimed ", 8)) note("said\n");
}

ssize_t write(int fd, const void *bytes, size_t count) {
    if (write_fails(fd)) { errno = ENOSPC; return -1; }
    sends(bytes, count);
    return REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    if (write_fails(fd)) { errno = ENOSPC; return -1; }
    return REAL(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    if (write_fails(fd)) { errno = ENOSPC; return -1; }
    return REAL(pwrite64)(fd, bytes, count, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (write_fails(fd)) { errno = ENOSPC; return -1; }
    for (int i = 0; i < count; i++) sends(parts[i].iov_base, parts[i].iov_len);
    return REAL(writev)(fd, parts, count);
}

ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    sends(bytes, count);
    return REAL(send)(fd, bytes, count, flags);
}

ssize_t sendto(int fd, const void *bytes, size_t count, int flags, const struct sockaddr *to,
               socklen_t length) {
    sends(bytes, count);
    return REAL(sendto)(fd, bytes, count, flags, to, length);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    for (size_t i = 0; i < message->msg_iovlen; i++)
        sends(message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
    return REAL(sendmsg)(fd, message, flags);
}

static long asleep(void) {
    const char *path = getenv("SHIM_ASLEEP");
    char text[32] = {0};
    if (!path) return 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    return length > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_BOOTTIME))
        time->tv_sec += asleep();
    return result;
}
