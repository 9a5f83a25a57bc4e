// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "whyslow",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "whyslow", targets: ["whyslow"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    // The words of the design as values and protocols. Knows nothing, does nothing.
    .target(name: "Model", swiftSettings: strict),
    // Bytes to values, one file per kernel interface. Knows nothing else.
    .target(name: "KernelText", swiftSettings: strict),
    // The few system calls that Swift's Glibc overlay does not show.
    .target(name: "SystemCalls"),
    // Reads a machine into a recording, and a recording into an observation.
    .target(
      name: "Collector",
      dependencies: [
        "Model", "KernelText", "SystemCalls",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      // Compiled into the program, which is one file.
      resources: [
        .embedInCode("Script/probe.sh"), .embedInCode("Script/workload.sh"),
        .embedInCode("Script/deleted.sh"), .embedInCode("Script/growing.sh"),
        .embedInCode("Script/locks.sh"),
      ],
      swiftSettings: strict),
    // Where a target is and how a command gets there.
    .target(
      name: "Transports",
      dependencies: [
        "Model", "Collector", "SystemCalls",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      resources: [.embedInCode("access.sh"), .embedInCode("locate.sh"), .embedInCode("logs.sh")],
      swiftSettings: strict),
    // Measures an endpoint and the way to it with the standard tools, and judges what they print.
    .target(
      name: "Endpoints", dependencies: ["Collector", "Model", "Transports"],
      swiftSettings: strict),
    // Judges an observation. No I/O.
    .target(name: "Checks", dependencies: ["Model"], swiftSettings: strict),
    // What applications' logs say: bytes in, a digest out. No I/O.
    .target(name: "Applications", dependencies: ["Model"], swiftSettings: strict),
    // Explains what the checks found. No I/O.
    .target(name: "Causes", dependencies: ["Model"], swiftSettings: strict),
    // The flowchart.
    .target(
      name: "Runbook", dependencies: ["Model", "Causes", "Checks", "Collector", "Transports"],
      swiftSettings: strict),
    // What a user has set in config.yaml. The only target that knows YAML.
    .target(
      name: "Configuration",
      dependencies: ["LibYAML", "Model"], swiftSettings: strict),
    // libyaml. A Swift package for YAML brings Foundation, which costs every start a millisecond
    // and the program 45 MB.
    .systemLibrary(
      name: "LibYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    // A diagnosis as text, JSON and Markdown.
    .target(name: "Report", dependencies: ["Model"], swiftSettings: strict),
    .executableTarget(
      name: "whyslow",
      dependencies: [
        "Model", "Applications", "Causes", "Checks", "Collector", "Configuration", "Endpoints",
        "Transports", "Runbook", "Report", "SystemCalls",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    // What the tests and the fuzzer share: the list of parsers, and chance that can be repeated.
    .target(
      name: "TestSupport", dependencies: ["Applications", "KernelText", "Model"],
      path: "Tests/Support",
      swiftSettings: strict),
    // Hostile inputs: `make fuzz`.
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Applications", "Model", "KernelText", "Collector", "Checks", "Runbook", "Report",
        "SystemCalls", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Fuzzing", swiftSettings: strict),
    .testTarget(
      name: "KernelTextTests", dependencies: ["KernelText", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "RecordingTests",
      dependencies: [
        "Checks", "Collector", "KernelText", "Model", "Report", "Runbook", "SystemCalls",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ApplicationsTests", dependencies: ["Applications", "Model", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "CommandLineTests", exclude: ["Kubernetes"], swiftSettings: strict),
    .testTarget(
      name: "RunbookTests", dependencies: ["Checks", "Collector", "Model", "Runbook"],
      exclude: ["Recordings"],
      swiftSettings: strict),
    .testTarget(
      name: "ConfigurationTests", dependencies: ["Checks", "Configuration", "Model"],
      swiftSettings: strict),
    .testTarget(
      name: "TransportsTests", dependencies: ["Collector", "KernelText", "Model", "Transports"],
      swiftSettings: strict),
    .testTarget(
      name: "EndpointsTests",
      dependencies: ["Endpoints", "Model", "TestSupport"],
      exclude: ["Recorded"], swiftSettings: strict),
    .testTarget(
      name: "ReportTests", dependencies: ["Causes", "Model", "Report"], swiftSettings: strict),
    .testTarget(
      name: "CausesTests",
      dependencies: [
        "Causes", "Checks", "Collector", "Model", "Report", "Runbook", "TestSupport", "Transports",
      ], exclude: ["Recordings"], swiftSettings: strict),
    .testTarget(
      name: "CollectorTests",
      dependencies: ["Checks", "Collector", "KernelText", "Model", "Runbook"],
      swiftSettings: strict),
    .testTarget(
      name: "ChecksTests", dependencies: ["Checks", "Collector", "Model"],
      exclude: ["Fixtures", "TrapRecordings"],
      swiftSettings: strict),
  ]
)
