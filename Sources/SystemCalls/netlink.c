#include "SystemCalls.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <arpa/inet.h>
#include <linux/gen_stats.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

// Takes one message of an answer.
typedef void (*take)(const struct nlmsghdr *, void *);

// Sends request and hands every message of the answer to take; 0, or -1 with errno set.
static int ask(int protocol, const void *request, size_t size, take take, void *context) {
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (descriptor < 0) return -1;
  struct timeval patience = {1, 0};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  // The kernel fills what room there is: 32 KiB is the most that it gives at once.
  enum { room = 32 << 10 };
  _Alignas(struct nlmsghdr) char buffer[room];
  int error = 0, more = 1;
  if (send(descriptor, request, size, 0) < 0) error = errno;
  while (more && !error) {
    ssize_t got = recv(descriptor, buffer, room, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      error = got < 0 ? errno : EPROTO;
      break;
    }
    unsigned left = (unsigned)got;
    for (const struct nlmsghdr *header = (const struct nlmsghdr *)buffer; NLMSG_OK(header, left);
         header = NLMSG_NEXT(header, left)) {
      if (header->nlmsg_type == NLMSG_DONE) {
        more = 0;
        break;
      }
      if (header->nlmsg_type == NLMSG_ERROR) {
        const struct nlmsgerr *answer = NLMSG_DATA(header);
        error = header->nlmsg_len < NLMSG_LENGTH(sizeof *answer) ? EPROTO : -answer->error;
        more = 0;
        break;
      }
      take(header, context);
    }
  }
  close(descriptor);
  errno = error;
  return error ? -1 : 0;
}

struct room {
  void *items;
  int room, count;
};

// The attributes behind the first size bytes of a message.
#define EACH_ATTRIBUTE(attribute, first, length)                                       \
  for (const struct rtattr *attribute = (first); RTA_OK(attribute, length);            \
       attribute = RTA_NEXT(attribute, length))

static void take_listener(const struct nlmsghdr *header, void *context) {
  struct room *room = context;
  if (header->nlmsg_len < NLMSG_LENGTH(sizeof(struct inet_diag_msg))) return;
  if (room->count++ >= room->room) return;
  struct whyslow_listener *listener = (struct whyslow_listener *)room->items + room->count - 1;
  const struct inet_diag_msg *message = NLMSG_DATA(header);
  memset(listener, 0, sizeof *listener);
  inet_ntop(message->idiag_family, message->id.idiag_src, listener->address,
            sizeof listener->address);
  listener->is_v6 = message->idiag_family == AF_INET6;
  listener->port = ntohs(message->id.idiag_sport);
  listener->queued = message->idiag_rqueue;
  listener->limit = message->idiag_wqueue;
  listener->uid = message->idiag_uid;
  listener->inode = message->idiag_inode;
  int length = (int)(header->nlmsg_len - NLMSG_LENGTH(sizeof *message));
  EACH_ATTRIBUTE(attribute, (const struct rtattr *)(message + 1), length) {
    if (attribute->rta_type != INET_DIAG_SKMEMINFO) continue;
    if (RTA_PAYLOAD(attribute) < (SK_MEMINFO_DROPS + 1) * sizeof(uint32_t)) continue;
    memcpy(&listener->drops, (const uint32_t *)RTA_DATA(attribute) + SK_MEMINFO_DROPS,
           sizeof listener->drops);
    listener->has_drops = 1;
  }
}

int whyslow_listeners(int v6, struct whyslow_listener *listeners, int room) {
  struct {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
  } request = {
      .header = {.nlmsg_len = sizeof request,
                 .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .body = {.sdiag_family = v6 ? AF_INET6 : AF_INET,
               .sdiag_protocol = IPPROTO_TCP,
               .idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1),
               // TCP_LISTEN of net/tcp_states.h.
               .idiag_states = 1 << 10},
  };
  struct room found = {listeners, room, 0};
  int failed = ask(NETLINK_SOCK_DIAG, &request, sizeof request, take_listener, &found);
  return failed ? -1 : found.count;
}

static void take_statistics(const struct rtattr *statistics, struct whyslow_qdisc *qdisc) {
  int length = (int)RTA_PAYLOAD(statistics);
  EACH_ATTRIBUTE(attribute, (const struct rtattr *)RTA_DATA(statistics), length) {
    if (attribute->rta_type == TCA_STATS_BASIC && RTA_PAYLOAD(attribute) >= 12) {
      struct gnet_stats_basic basic = {0};
      memcpy(&basic, RTA_DATA(attribute), 12);
      qdisc->bytes = basic.bytes;
      qdisc->packets = basic.packets;
    }
    if (attribute->rta_type == TCA_STATS_QUEUE &&
        RTA_PAYLOAD(attribute) >= sizeof(struct gnet_stats_queue)) {
      struct gnet_stats_queue queue;
      memcpy(&queue, RTA_DATA(attribute), sizeof queue);
      qdisc->queued = queue.qlen;
      qdisc->backlog = queue.backlog;
      qdisc->drops = queue.drops;
      qdisc->requeues = queue.requeues;
      qdisc->overlimits = queue.overlimits;
    }
  }
}

static void take_qdisc(const struct nlmsghdr *header, void *context) {
  struct room *room = context;
  if (header->nlmsg_type != RTM_NEWQDISC) return;
  if (header->nlmsg_len < NLMSG_LENGTH(sizeof(struct tcmsg))) return;
  if (room->count++ >= room->room) return;
  struct whyslow_qdisc *qdisc = (struct whyslow_qdisc *)room->items + room->count - 1;
  const struct tcmsg *message = NLMSG_DATA(header);
  memset(qdisc, 0, sizeof *qdisc);
  qdisc->is_root = message->tcm_parent == TC_H_ROOT;
  qdisc->handle = message->tcm_handle;
  qdisc->parent = message->tcm_parent;
  if (!if_indextoname((unsigned)message->tcm_ifindex, qdisc->interface)) qdisc->interface[0] = 0;
  int length = (int)(header->nlmsg_len - NLMSG_LENGTH(sizeof *message));
  EACH_ATTRIBUTE(attribute, (const struct rtattr *)(message + 1), length) {
    if (attribute->rta_type == TCA_KIND) {
      size_t size = RTA_PAYLOAD(attribute);
      if (size > sizeof qdisc->kind - 1) size = sizeof qdisc->kind - 1;
      memcpy(qdisc->kind, RTA_DATA(attribute), size);
    }
    if ((attribute->rta_type & NLA_TYPE_MASK) == TCA_STATS2) take_statistics(attribute, qdisc);
  }
}

int whyslow_qdiscs(struct whyslow_qdisc *qdiscs, int room) {
  struct {
    struct nlmsghdr header;
    struct tcmsg body;
  } request = {
      .header = {.nlmsg_len = sizeof request,
                 .nlmsg_type = RTM_GETQDISC,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .body = {.tcm_family = AF_UNSPEC},
  };
  struct room found = {qdiscs, room, 0};
  int failed = ask(NETLINK_ROUTE, &request, sizeof request, take_qdisc, &found);
  return failed ? -1 : found.count;
}
#else
int whyslow_listeners(int v6, struct whyslow_listener *listeners, int room) {
  errno = ENOSYS;
  return -1;
}

int whyslow_qdiscs(struct whyslow_qdisc *qdiscs, int room) {
  errno = ENOSYS;
  return -1;
}
#endif
