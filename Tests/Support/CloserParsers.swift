import KernelText

/// What only a closer look reads.
extension Parser {
  static let closer: [Parser] = [
    Parser(
      name: "ConnectionText",
      example: """
        0      0      127.0.0.1:46206 127.0.0.1:18080
        \t cubic wscale:7,7 rto:204 rtt:0.036/0.018 mss:32741 cwnd:10 segs_out:2 retrans:0/5
        ESTAB  12     345    [fe80::1]:22 [fe80::2]:40000
        \t bbr rtt:6.186/11.003 cwnd:18 bytes_sent:3469 segs_out:15 lastsnd:4236

        """
    ) { flat(ConnectionText.parse($0)) },
    Parser(
      name: "ListenerText",
      example: """
        LISTEN 0      5        0.0.0.0:18080 0.0.0.0:* users:(("python3",pid=22091,fd=3))
        LISTEN 3      128      [::]:80       [::]:*    users:(("a b",pid=7,fd=6),("nginx",pid=8,fd=6))
        LISTEN 0      128      0.0.0.0:2024  0.0.0.0:*

        """
    ) { flat(ListenerText.parse($0)) },
    Parser(
      name: "ResolverList",
      example: "# by hand\nsearch example.org\nnameserver 10.0.0.53\nnameserver fe80::1\n",
      path: "/etc/resolv.conf"
    ) { flat(ResolverList($0)) },
    Parser(
      name: "DigAnswer",
      example: """
        ;; Got answer:
        ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 21373
        ;; Query time: 12 msec
        ;; SERVER: 10.0.0.53#53(10.0.0.53) (UDP)

        """
    ) { flat(DigAnswer($0)) },
    Parser(
      name: "MountInfo",
      example: """
        36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
        27 1 254:0 / / rw,relatime - ext4 /dev/root rw

        """, path: "/proc/self/mountinfo"
    ) { flat(MountInfo.parse($0)) },
    Parser(
      name: "DeletedFilesText",
      example: """
        size 1073741824 2097160 0 fd01 5242 /proc/812/fd/5
        link /proc/812/fd/5 /var/log/my app.log (deleted)
        refused 12
        whole

        """
    ) { flat(DeletedFilesText($0)) },
    Parser(
      name: "GrowingFileText",
      example: "grow 1073741824 1090519040 /var/log/my app.log\ngrow 5 6 /a\nwhole\n"
    ) { flat(GrowingFileText.parse($0)) },
    Parser(
      name: "SmapsRollup",
      example: """
        55a67b36e000-7ffde5e05000 ---p 00000000 00:00 0                          [rollup]
        Rss:                1624 kB
        Pss:                 211 kB
        Private_Clean:        40 kB
        Private_Dirty:       112 kB
        Anonymous:           112 kB
        Swap:                 16 kB
        SwapPss:               8 kB

        """, path: "/proc/self/smaps_rollup"
    ) { flat(try SmapsRollup($0)) },
    Parser(
      name: "PerfScript",
      example: """
        # captured on: Sun Oct 25 23:31:43 2015
        ab 23927 [000] 184694.229089:   10101010 cpu-clock:ppp:
        \tffffffff8104f45a native_write_msr_safe+0xb ([kernel.kallsyms])
        \t    7f26dc479340 main(int, char**)+0x10 (/usr/bin/ab (deleted))

        my program 27409/28744 [000] 441995.133575: cpu-clock:
        \t    7f26cab4c0b0 [unknown] (/lib/libc.so.6)


        """
    ) { text in
      var script = PerfScript()
      script.take(text.array)
      script.finish()
      return flat(
        Dictionary(
          script.counts.map { stack, count in
            ((stack.frames.map(\.name) + [stack.program]).joined(separator: ";"), count)
          }, uniquingKeysWith: { first, _ in first }))
    },
  ]
}
