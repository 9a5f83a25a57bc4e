import KernelText

extension Parser {
  /// What the kernel tells of processors, zones and its own objects.
  static let hardware: [Parser] = [
    Parser(name: "CPUList", example: "0-3,5,8-15\n", path: "/sys/devices/system/cpu/possible") {
      flat(try CPUList(list: $0))
    },
    Parser(name: "CPUList of a mask", example: "07,80000000,0000002f\n") {
      flat(try CPUList(mask: $0))
    },
    Parser(
      name: "SchedStat",
      example: """
        version 15
        timestamp 4298042456
        cpu0 498494191 0 3533438552 2553969831 3853684107 2465731542 2045936778163039 343796328 4767
        domain0 00000000,00000003 212499247 210112015 1861015
        cpu1 518377256 0 4155211005 2778589869 10466382 2867629021 1904686152592476 364107263 5145
        domain0 00000000,00000003 217653037 215526982 1577949

        """, path: "/proc/schedstat"
    ) { flat(try SchedStat($0)) },
    Parser(
      name: "InterruptTable",
      example: """
                   CPU0       CPU2
         24:          1          0  IO-APIC   5-edge      ACPI:Ged
         36:          0    1384980 PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0
        LOC:    1089864    1155070   Local timer interrupts
        ERR:          0

        """, path: "/proc/interrupts"
    ) { flat(try InterruptTable($0)) },
    Parser(
      name: "InterruptTable of soft interrupts",
      example: """
                            CPU0       CPU1
                  HI:          3          0
               TIMER:    2776180     247490

        """, path: "/proc/softirqs"
    ) { flat(try InterruptTable($0)) },
    Parser(
      name: "ZoneText",
      example: """
        Node 0, zone      DMA
          per-node stats
              nr_inactive_anon 95612
          pages free     3840
                min      19
                low      23
                high     27
                spanned  4095
                present  3998
                managed  3840
                protection: (0, 1823, 31932)
          pagesets
            cpu: 0
                      count: 12
                      high:  378
        Node 1, zone   Normal
          pages free     50611
                min      11215
                low      14018
                high     16821
                present  6029312

        """, path: "/proc/zoneinfo"
    ) { flat(try ZoneText.parse($0)) },
    Parser(
      name: "FreeBlocks",
      example: """
        Node 0, zone      DMA      1      0      1      0      2      1      1      0      1
        Node 1, zone   Normal   4381   1093    185   1530    567    102      4      0      0

        """, path: "/proc/buddyinfo"
    ) { flat(try FreeBlocks.parse($0)) },
    Parser(
      name: "SlabText",
      example: """
        slabinfo - version: 2.1
        # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables
        tw_sock_TCP   704    864    256   32    2 : tunables    0    0    0 : slabdata   27  29  0
        my own cache   12     34     64    8    1 : tunables  120   60    8 : slabdata    3   4  0

        """, path: "/proc/slabinfo"
    ) { flat(try SlabText.parse($0)) },
    Parser(
      name: "KeyValues of a node",
      example: "Node 0 MemTotal:       1030924 kB\nNode 0 HugePages_Free:     7\n",
      path: "/sys/devices/system/node/node0/meminfo"
    ) { flat(try KeyValues($0).values) },
  ]
}
