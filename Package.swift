// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .treatAllWarnings(as: .error),
]

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "swift-bpf",
  platforms: [.macOS("26.0")],
  products: [
    .library(name: "BPF", targets: ["BPF"]),
    .library(name: "BPFObject", targets: ["BPFObject"]),
    .library(name: "BPFTesting", targets: ["BPFTesting"]),
    .executable(name: "bpf", targets: ["BPFCommand"]),
  ],
  traits: [
    .trait(
      name: "Logging",
      description: "Reports loads, fallbacks and attachments to a swift-log Logger."),
    .default(enabledTraits: []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.3.0"),
  ],
  targets: [
    // The modules, from the bytes of an object to the kernel; each imports only what stands above it.
    .target(name: "CLinuxBPF"),
    .target(name: "Bytes", dependencies: [system], swiftSettings: settings),
    .target(name: "ELF", dependencies: ["Bytes"], swiftSettings: settings),
    .target(name: "BTF", dependencies: ["Bytes"], swiftSettings: settings),
    .target(name: "CORE", dependencies: ["Bytes", "BTF"], swiftSettings: settings),
    .target(
      name: "BPFObject",
      dependencies: [
        "Bytes", "ELF", "BTF", "CORE", system,
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),
    .target(
      name: "BPF",
      dependencies: [
        "Bytes", "ELF", "BTF", "CORE", "BPFObject", "CLinuxBPF", system,
        .product(name: "BasicContainers", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Logging"])),
      ],
      swiftSettings: settings),
    .target(name: "BPFTesting", dependencies: ["BPFObject"], swiftSettings: settings),
    .executableTarget(
      name: "BPFCommand",
      dependencies: [
        "Bytes", "BTF", "CORE", "BPFObject", "BPF", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // Tests mirror the sources.
    .target(
      name: "TestSupport", dependencies: ["Bytes", system], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "BytesTests",
      dependencies: ["Bytes", system],
      swiftSettings: settings),
    .testTarget(
      name: "ELFTests",
      dependencies: ["ELF", "Bytes", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "BTFTests",
      dependencies: ["BTF", "ELF", "Bytes", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "CORETests",
      dependencies: ["CORE", "BTF", "ELF", "Bytes", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "BPFObjectTests",
      dependencies: ["BPFObject", "CORE", "BTF", "ELF", "Bytes", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "BPFTests",
      dependencies: [
        "BPF", "BPFObject", "ELF", "BTF", "Bytes", "CLinuxBPF", "TestSupport", system,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "BPFTestingTests",
      dependencies: ["BPFTesting", "BPFObject", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "BPFCommandTests",
      dependencies: [
        "BPFCommand", "BPF", "BPFObject", "CORE", "BTF", "Bytes", "TestSupport", system,
      ],
      swiftSettings: settings),
  ]
)
