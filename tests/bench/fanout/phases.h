// Included ahead of fan.c (gcc -include), which stays as it is, to change two things about a run.
//
// 1. The server can be looked at between the phases. fan.c sleeps once: after the last login, ahead of the
//    first message. There, it now says "entered" as well, and waits for a line. Before its process ends,
//    with which its connections close, it waits for another.
// 2. IRC members ask for their logins together. InspIRCd completes logins once a second, all that wait; one
//    after another, as fan.c does it, a thousand would take a quarter of an hour.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int irc[2000], irc_members, have_entered;

static void wait_for_line(void) {
  char byte = 0;
  while (byte != '\n' && read(STDIN_FILENO, &byte, 1) == 1) {}
}

// Reads until the server has sent one of two numerics.
static void wait_for_numeric(int fd, const char *one, const char *other) {
  static char in[1 << 17];
  size_t have = 0;
  for (in[0] = 0; !strstr(in, one) && !strstr(in, other); in[have] = 0) {
    ssize_t got = recv(fd, in + have, sizeof in - 1 - have, 0);
    if (got <= 0) perror("no welcome"), exit(1);
    have += got;
  }
}

// Leaves out the request to join the channel, which comes too early.
static ssize_t login_send(int fd, const void *data, size_t length, int flags) {
  if (!have_entered && !strncmp(data, "JOIN ", 5)) return length;
  if (!have_entered && !strncmp(data, "NICK ", 5)) irc[irc_members++] = fd;
  return send(fd, data, length, flags);
}

// Tells an IRC member that it is welcome, before it is.
static ssize_t login_recv(int fd, void *buffer, size_t size, int flags) {
  int early = !have_entered && irc_members && irc[irc_members - 1] == fd;
  return early ? sprintf(buffer, " 376 ") : recv(fd, buffer, size, flags);
}

static int settle(useconds_t time) {
  for (int i = 0; i < irc_members; i++) wait_for_numeric(irc[i], " 376 ", " 422 ");
  for (int i = 0; i < irc_members; i++) {
    send(irc[i], "JOIN #c\r\n", 9, 0);
    wait_for_numeric(irc[i], " 366 ", " 366 ");
  }
  usleep(time);
  have_entered = 1;
  puts("entered");
  fflush(stdout);
  wait_for_line();
  return 0;
}

__attribute__((destructor)) static void stay(void) {
  if (!have_entered) return;
  fflush(stdout);
  wait_for_line();
}

#define usleep settle
#define send login_send
#define recv login_recv
