import KernelText

extension Parser {
  static let services: [Parser] = [
    Parser(
      name: "WorkloadText",
      example: """
        state running oom-killed false exit 0 restarts 2
        id 82b0450ee9fe
        neighbour 4f1c9a greedy
        config memory 2048
        pid 4621
        cgroup 4:memory:/libpod_parent/libpod-82b0
        cgroup 0::/libpod_parent/libpod-82b0
        process 4621
        end

        """
    ) { flat(try WorkloadText($0)) },
    Parser(
      name: "UnitText",
      example: """
        Result=exit-code
        NRestarts=3
        Id=nginx.service
        ActiveState=activating

        Result=success
        NRestarts=0
        Id=dbus.service
        ActiveState=active

        """
    ) { flat(try UnitText.parse($0)) },
    Parser(
      name: "UnitLine",
      example: """
        mnt-x.mount      loaded    failed failed /mnt/x
        broken.service   not-found failed failed A unit that fails

        """
    ) { flat(try UnitLine.parse($0)) },
    Parser(
      name: "ClockText",
      example: """
            mode:         0
        -o  offset:       -1200345 us
        -f  freq.adjust:  -1399443 (65536 = 1ppm)
            maxerror:     505000
            esterror:     900
            status:       8193 (PLL)
        -p  timeconstant: 7
            precision:    1 us
            tolerance:    32768000
        -t  tick:         10000 us
            time.tv_sec:  1795368131
            time.tv_usec: 123456
            return value: 0 (clock synchronized)

        """
    ) { flat(try ClockText($0)) },
    Parser(
      name: "ClockSourceText", example: "tsc kvm-clock acpi_pm \n",
      path: "/sys/devices/system/clocksource/clocksource0/available_clocksource"
    ) { flat(try ClockSourceText($0)) },
    Parser(
      name: "DevicesText",
      example: """
        Character devices:
          1 mem
        195 nvidia
        226 drm

        Block devices:
          7 loop

        """, path: "/proc/devices"
    ) { flat(try DevicesText($0).character.sorted()) },
    Parser(
      name: "ProcessLimitsText",
      example: "1 0 299 1048576 96365\n842 33 - 1024 unlimited\n900 1000 ? ? ?\n"
    ) { flat(try ProcessLimitsText.parse($0)) },
    Parser(
      name: "NvidiaText",
      example: """
        <?xml version="1.0" ?>
        <!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
        <nvidia_smi_log>
          <driver_version>570.124.06</driver_version>
          <gpu id="00000000:1B:00.0">
            <product_name>NVIDIA H100 80GB HBM3</product_name>
            <pci><pci_bus_id>00000000:1B:00.0</pci_bus_id><replay_counter>3</replay_counter></pci>
            <clocks_event_reasons>
              <clocks_event_reason_sw_power_cap>Active</clocks_event_reason_sw_power_cap>
            </clocks_event_reasons>
            <utilization><gpu_util>97 %</gpu_util><encoder_util>N/A</encoder_util></utilization>
            <temperature><gpu_temp>61 C</gpu_temp><gpu_temp_tlimit>-2 C</gpu_temp_tlimit>
            </temperature>
            <processes><process_info><pid>17</pid><process_name>a &lt;b&gt;</process_name>
              <used_memory>12 MiB</used_memory></process_info></processes>
          </gpu>
        </nvidia_smi_log>

        """
    ) { flat(try NvidiaText.parse($0)) },
  ]
}
