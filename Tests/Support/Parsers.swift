import KernelText

extension Parser {
  /// Every parser of KernelText; each is cut, damaged and fuzzed.
  package static let all: [Parser] =
    machine + network + processes + groups + hardware + storage + sockets + services
    + closer

  private static let machine: [Parser] = [
    Parser(
      name: "ProcStat",
      example: """
        cpu  10132153 290696 3084719 46828483 16683 0 25195 0 175628 0
        cpu0 1393280 32966 572056 13343292 6130 0 17875 0 23933 0
        cpu1 1393281 32967 572057 13343293 6131 1 17876 0 23934 0
        intr 1462898 2 3
        ctxt 115315
        btime 769041601
        processes 86031
        procs_running 6
        procs_blocked 2

        """, path: "/proc/stat"
    ) { flat(try ProcStat($0)) },
    Parser(
      name: "LoadText", example: "0.20 0.18 0.12 1/80 11206\n", path: "/proc/loadavg"
    ) { flat(try LoadText($0)) },
    Parser(name: "UptimeText", example: "7192.55 29212.05\n", path: "/proc/uptime") {
      flat(try UptimeText($0))
    },
    Parser(
      name: "PressureText",
      example: """
        some avg10=0.00 avg60=1.25 avg300=0.30 total=1643181
        full avg10=0.00 avg60=0.00 avg300=0.00 total=12

        """, path: "/proc/pressure/io"
    ) { flat(try PressureText($0)) },
    Parser(
      name: "KeyValues", example: "MemTotal:       24684092 kB\npgfault 55076\nrchar: 323934931\n",
      path: "/proc/meminfo"
    ) { flat(try KeyValues($0).values) },
    Parser(
      name: "Numbers", example: "1024\t0\t9223372036854775807\n", path: "/proc/sys/fs/file-nr"
    ) { flat(try Numbers($0, atLeast: 1)) },
    Parser(
      name: "DiskStats",
      example: """
           8       0 sda 49601 2822 3195498 623970 12180 9784 821088 117109 0 32862 714408 0 0 0 0
         259       1 nvme0n1 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17

        """, path: "/proc/diskstats"
    ) { flat(try DiskStats.parse($0)) },
    Parser(
      name: "Mount",
      example: "/dev/vda1 / ext4 rw,relatime 0 0\n/dev/vdb /mnt/my\\040disk xfs ro 0 0\n",
      path: "/proc/mounts"
    ) { flat(try Mount.parse($0)) },
    Parser(name: "DiskFree", example: "/dev/vda 263940716 14929668 83873060 16% /\n") {
      flat(try DiskFree($0))
    },
    Parser(
      name: "KernelLogText",
      example: """
        <6>[    1.269517] Linux version 6.1.0
        [    2.000000][   T1] systemd[1]: hello
        6,339,5140900,-;NET: Registered
        Nov 22 17:00:00 host kernel: [  123.456] EXT4-fs error (device loop0)
        [mer. mai  1 12:00:00 2024] message
        kern  :err   : 2024-05-01T12:00:00,123456+02:00 message
        May  1 12:00:00 host kernel: message repeated 5 times: [ [  12.3] message]
        {"MESSAGE":[72,105],"_TRANSPORT":"kernel","PRIORITY":"6","__MONOTONIC_TIMESTAMP":"514"}

        """
    ) { text in
      let clock = KernelLogClock(uptime: 1, wallTime: 2e9, zone: 0)
      // A line in no known form is a message without a time.
      let lines = KernelLogText(text, clock: clock).lines.filter { $0.time != nil }
      return flat(lines.map { ($0.time, $0.isKernel, $0.level, $0.text.string) })
    },
  ]

  private static let network: [Parser] = [
    Parser(
      name: "NetDev",
      example: """
        Inter-|   Receive                                       |  Transmit
         face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo
          eth0: 1234 20 1 2 3 0 0 0 5678 30 4 5 6 0 0 0
            lo:12345 21 0 0 0 0 0 0 12345 21 0 0 0 0 0 0

        """, path: "/proc/net/dev"
    ) { flat(try NetDev.parse($0)) },
    Parser(
      name: "ProtocolTables",
      example: """
        Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens
        Tcp: 1 200 120000 -1 3744
        Udp: InDatagrams NoPorts
        Udp: 12 34

        """, path: "/proc/net/snmp"
    ) { flat(try ProtocolTables($0).values) },
    Parser(
      name: "SoftnetStat",
      example: """
        00015c73 00020e76 f0000769 00000000 00000000 00000000 00000000 00000000 00000000 00000000
        01663fb2 00000000 0000109a 00000000 00000000 00000000 00000000 00000000 00000000 00000000

        """, path: "/proc/net/softnet_stat"
    ) { flat(try SoftnetStat.parse($0)) },
    Parser(
      name: "SockStat",
      example:
        "sockets: used 290\nTCP: inuse 35 orphan 0 tw 23 alloc 22 mem 1\nUDP: inuse 8 mem 2\n",
      path: "/proc/net/sockstat"
    ) { flat(try SockStat($0)) },
  ]

  private static let sockets: [Parser] = [
    Parser(
      name: "ProcessorTable",
      example: """
        entries  clashres found new invalid drop early_drop icmp_error  expect_new search_restart
        000000c8  00000000 00000000 00000000 00000001 000000c7 00000001 00000000  00000000 00000000
        000000c8  00000002 00000000 00000000 00000000 00000000 00000000 00000000  00000000 0000000a

        """, path: "/proc/net/stat/nf_conntrack"
    ) { flat(try ProcessorTable($0)) },
    Parser(
      name: "KeyValues of snmp6", example: "Ip6InReceives                   \t2\nUdp6InErrors\t9\n",
      path: "/proc/net/snmp6"
    ) { flat(try KeyValues($0).values) },
    Parser(
      name: "SocketLine of TCP",
      example: """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 02004E0A:232B 00000000:0000 0A 00000000:00000032 00:00000000 00000000     0        0 1272484 51 00000000b7c8ffac 100 0 0 10 0
           1: 02004E0A:232B 01004E0A:9C4A 06 00000000:00000000 03:00001770 00000000     0        0 0 3 00000000f63d90f7

        """
    ) { flat(try SocketLine.parse($0)) },
    Parser(
      name: "SocketLine of UDP over IPv6",
      example: """
          sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
         6073: 000080FE00000000FFADE15609667CFE:C781 00000000000000000000000000000000:0000 07 00000000:00001B00 00:00000000 00000000  1000        0 11337031 2 00000000b9256fdd 232

        """
    ) { flat(try SocketLine.parse($0)) },
    Parser(
      name: "ListenText",
      example: """
        State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process
        LISTEN 5 4 10.78.0.2:9001 0.0.0.0:* uid:33 ino:1301012 skmem:(r0,rb131072,bl0,d35)
        LISTEN 0 128 [::]:22 [::]:* ino:1213

        """
    ) { flat(try ListenText.parse($0)) },
    Parser(
      name: "QdiscText",
      example: """
        qdisc tbf 8002: dev va root refcnt 3 rate 5Mbit burst 2Kb lat 44.7ms
         Sent 868084 bytes 602 pkt (dropped 1614, overlimits 3432 requeues 0)
         backlog 28840b 20p requeues 0
        qdisc fq_codel 0: dev ens3 root refcnt 2 limit 10240p flows 1024 quantum 8972
         Sent 30406877 bytes 171821 pkt (dropped 0, overlimits 0 requeues 0)
         backlog 12Kb 9p requeues 0
          maxpacket 4325 drop_overlimit 0 new_flow_count 355 ecn_mark 0

        """
    ) { flat(try QdiscText.parse($0)) },
    Parser(
      name: "BondText",
      example: """
        Ethernet Channel Bonding Driver: v3.7.1 (April 27, 2011)

        Bonding Mode: IEEE 802.3ad Dynamic link aggregation
        MII Status: up
        Active Aggregator Info:
        \tAggregator ID: 1

        Slave Interface: enp0s9
        MII Status: up
        Aggregator ID: 1

        Slave Interface: enp0s8
        MII Status: down
        Aggregator ID: 2

        """
    ) { flat(try BondText($0)) },
    Parser(
      name: "PortRanges", example: "8080,9148-9150\n"
    ) { flat(try PortRanges($0)) },
    Parser(
      name: "SocketDestinations",
      example: "tcp 10.78.0.1 10.78.0.2:9003 50 12 1272578\nudp 37\nwhole 103\n"
    ) { flat(try SocketDestinations($0)) },
    Parser(name: "SocketOwnerText", example: "1301012 23449 python3\n7 12 a name\n") {
      flat(SocketOwnerText.parse($0))
    },
    Parser(name: "DeviceEvent", example: "DEVTYPE=wlan\nINTERFACE=wlan0\nIFINDEX=3\n") {
      flat(DeviceEvent.kind($0) as Any)
    },
  ]

  private static let processes: [Parser] = [
    Parser(
      name: "ProcessStat",
      example: """
        8741 (firefox) S 7900 7783 7783 1026 7783 4210944 777121 1338537 528 108 6962 2001 6536 \
        1470 20 -5 33 0 6320 2530164736 81312 18446744073709551615 1 1 0 0 0 0 0 4096 17663 0 0 0 \
        17 3 0 0 41 52 0 0 0 0 0 0 0 0 0

        """, path: "/proc/self/stat"
    ) { flat(try ProcessStat($0)) },
    Parser(
      name: "ProcessSchedule", example: "34569991055 1039068587 165909\n",
      path: "/proc/self/schedstat"
    ) { flat(try ProcessSchedule($0)) },
    Parser(
      name: "LockWaitText", example: "looked 4242\nrefused 4300\n4242 0x5593c0a14080 38\n"
    ) { flat(try LockWaitText($0)) },
    Parser(
      name: "ProcessCgroups", example: "4:memory:/lab\n3:cpu,cpuacct:/a:b\n0::/user.slice\n",
      path: "/proc/self/cgroup"
    ) { flat(ProcessCgroups($0)) },
  ]

  private static let groups: [Parser] = [
    Parser(name: "CPUMax", example: "20000 100000\n") { flat(try CPUMax($0), nilIsSaid: true) },
    Parser(name: "CPUMax without a quota", example: "max 100000\n") {
      flat(try CPUMax($0), nilIsSaid: true)
    },
    Parser(name: "LimitText", example: "9223372036854771712\n") {
      flat(try LimitText($0), nilIsSaid: true)
    },
    Parser(name: "LimitText without a limit", example: "max\n") {
      flat(try LimitText($0), nilIsSaid: true)
    },
    Parser(
      name: "DeviceNumbers",
      example: "8:16 rbytes=1459200 wbytes=314773504 rios=192\n8:0 rbps=2097152 wbps=max\n"
    ) { flat(try DeviceNumbers($0)) },
    Parser(name: "DeviceNumbers of v1", example: "7:0 Read 4096\n7:0 Write 1\nTotal 4097\n8:0 42\n")
    {
      flat(try DeviceNumbers(v1: $0))
    },
  ]
}
