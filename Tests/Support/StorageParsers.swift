import KernelText

extension Parser {
  /// Those of arrays, pools, mapped devices and disks' own health.
  static let storage: [Parser] = [
    Parser(
      name: "MDStat",
      example: """
        Personalities : [raid1] [raid6] [raid5] [raid4] [raid10]
        md6 : active raid1 sdb2[2](F) sdc[1](S) sda2[0]
              195310144 blocks super 1.2 [2/1] [U_]
              [=>...................]  recovery =  8.5% (16775552/195310144) finish=17.0min speed=259783K/sec
              bitmap: 4/15 pages [16KB], 65536KB chunk

        md11 : active (auto-read-only) raid10 sde2[1] sde3[0]
              4190208 blocks super 1.2 512K chunks 2 near-copies [2/2] [UU]
              \tresync=PENDING

        md219 : inactive sdf[2](S) sdg[1](S)
              7932 blocks super external:imsm

        unused devices: <none>

        """, path: "/proc/mdstat"
    ) { flat(try MDStat($0)) },
    Parser(
      name: "KernelStatistics",
      example: """
        6 1 0x01 91 4368 5266997922 97951858082072
        name                            type data
        hits                            4    8772612
        c_min                           4    33554432

        """
    ) { flat(try KernelStatistics($0)) },
    Parser(
      name: "ZPoolRoom",
      example:
        "rpool\t10995116277760\t5497558138880\t5497558138880\t50\tONLINE\nold\t-\t-\t-\t-\tFAULTED\n"
    ) { flat(try ZPoolRoom.parse($0)) },
    Parser(
      name: "ZPoolStatus",
      example: """
          pool: tank
         state: DEGRADED
        status: One or more devices could not be used because the label is missing or
        \tinvalid.  Sufficient replicas exist for the pool to continue.
          scan: scrub in progress since Sun Jul 25 16:07:49 2021
        \t403G scanned at 100M/s, 68.4G issued at 16.7M/s, 405G total
        \t0B repaired, 16.91% done, 05:43:28 to go
        config:

        \tNAME        STATE     READ WRITE CKSUM
        \ttank        DEGRADED     0     0     0
        \t  mirror-0  DEGRADED     0     0     0
        \t    sda     ONLINE       0     0     0
        \t    sdb     FAULTED      3   123     0  too many errors
        \tspares
        \t  sdc       AVAIL

        errors: No known data errors

          pool: rpool
         state: ONLINE
          scan: none requested
        config:

        \tNAME        STATE     READ WRITE CKSUM
        \trpool       ONLINE       0     0     0
        \t  sdd3      ONLINE       0     0     2

        errors: 3 data errors, use '-v' for a list

        """
    ) { flat(try ZPoolStatus.parse($0)) },
    Parser(
      name: "DeviceMapperStatus",
      example: """
        vg-pool-tpool: 0 104857600 thin-pool 441 697/2048 20663/102400 - rw no_discard_passdown queue_if_no_space -
        vg-broken-tpool: 0 104857600 thin-pool Fail
        vg-home: 0 2097152 raid raid1 2 AD 2097152/2097152 idle 0 0 -
        vg-snap: 0 16384000 snapshot 1560768/5120000 6088
        vg-lost: 0 16384000 snapshot Invalid
        mpatha: 0 41943040 multipath 2 0 0 0 2 1 A 0 1 0 8:16 A 0 E 0 1 0 8:32 F 1
        crypt: 0 41943040 crypt

        """
    ) { flat(try DeviceMapperStatus.parse($0)) },
    Parser(
      name: "SMARTText",
      example: """
        smartctl 7.3 2022-02-28 r5338 [x86_64-linux-6.1.0] (local build)

        Device Model:     ST500LM021-1KJ152
        SMART overall-health self-assessment test result: PASSED
        ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE
          5 Reallocated_Sector_Ct   0x0033   100   100   036    Pre-fail  Always       -       8
          9 Power_On_Hours          0x0032   096   096   000    Old_age   Always       -       4273 (5 89 0)
        197 Current_Pending_Sector  0x0012   001   001   010    Old_age   Always   FAILING_NOW 16

        """
    ) { flat(try SMARTText($0)) },
    Parser(
      name: "SMARTText of NVMe",
      example: """
        smartctl 7.3 2022-02-28 r5338 [x86_64-linux-6.1.0] (local build)

        Model Number:                       Samsung SSD 970 PRO 512GB
        SMART overall-health self-assessment test result: PASSED
        Critical Warning:                   0x00
        Available Spare:                    100%
        Available Spare Threshold:          10%
        Percentage Used:                    3%
        Media and Data Integrity Errors:    1,204

        """
    ) { flat(try SMARTText($0)) },
  ]
}
