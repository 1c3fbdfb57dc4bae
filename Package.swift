// swift-tools-version: 6.2
import PackageDescription

/// Our own targets: Swift 6 language mode comes with the tools version; every warning is an error.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Loops are compiled at full optimization even in a debug build, where they would be three hundred times slower.
func optimized(_ flags: String...) -> [SwiftSetting] { strict + [.unsafeFlags(["-Ounchecked"] + flags)] }

/// The same for code that checks what it is given.
let optimizedWithChecks = strict + [.unsafeFlags(["-O"])]

/// One source of tiles, compiled for one instruction set: `Sources/Tiles<name>` is a link to `Sources/Tiles`. Without
/// `-march` a fused multiply-add becomes a call. As one module, so that a debug build inlines across files too.
func tiles(
  _ name: String, architecture: [String] = [], lanes: Int, exclude: [String] = ["BFloat16"]
) -> Target {
  var flags = ["-wmo", "-num-threads", "1", "-disable-batch-mode", "-Xcc", "-DLANES=\(lanes)"]
  for flag in architecture { flags += ["-Xcc", "-m\(flag)"] }
  return .target(
    name: "Tiles\(name)", dependencies: ["RegisterTiles", "CVectors"], exclude: exclude,
    swiftSettings: optimized() + [.define(name.uppercased()), .unsafeFlags(flags)])
}

var tileTargets = [tiles("Portable", lanes: 4)]
#if arch(x86_64)
  tileTargets += [
    tiles("AVX512", architecture: ["arch=x86-64-v4"], lanes: 16),
    tiles("AVX2", architecture: ["arch=x86-64-v3"], lanes: 8),
    // Sparse products alone, of factors that are rounded to bf16.
    tiles(
      "BFloat16", architecture: ["arch=x86-64-v4", "avx512bf16"], lanes: 16,
      exclude: [
        "Codecs.swift", "GroupMasks.swift", "TileTable.swift", "Updates.swift", "Dense", "Elementwise", "Pruning",
        "Sparse/ColumnTile.swift",
      ]),
  ]
#endif
let tileModules = tileTargets.map { Target.Dependency.target(name: $0.name) }

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "sdgp-dist",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "sdgp-dist", targets: ["sdgp-dist"]),
    .executable(name: "sdgp-launch", targets: ["sdgp-launch"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  // A target names every module that it imports: a build is otherwise not repeated when such a module's layout changes, and
  // its program then overwrites memory.
  targets: tileTargets + [
    .systemLibrary(name: "OpenMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .systemLibrary(name: "XXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "TurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "Zlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "LibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "LibWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
    .target(name: "COpenMPI", dependencies: ["OpenMPI"]),
    .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
    .target(name: "BundledDigits", exclude: ["digits"]),
    .target(name: "CFiles"),
    .target(name: "CProcessors"),
    .target(name: "CSignals"),
    .target(name: "CVectors"),
    // What is not @inlinable here is for any processor, and must not be compiled into a tile module once more.
    .target(name: "RegisterTiles", swiftSettings: optimized("-disable-cmo")),

    .target(name: "Processors", dependencies: ["CProcessors"], swiftSettings: strict),
    .target(name: "Timing", swiftSettings: strict),
    .target(name: "Files", dependencies: ["CFiles", "CSignals", "XXHash", "Timing"], swiftSettings: strict),
    .target(name: "Report", dependencies: ["Files", "Timing"], swiftSettings: strict),
    .target(name: "Tensors", dependencies: ["RegisterTiles"], swiftSettings: optimizedWithChecks),
    .target(
      name: "Kernels", dependencies: ["Tensors", "COneDNN", "RegisterTiles", "Timing"] + tileModules,
      swiftSettings: optimizedWithChecks),
    .target(name: "Network", dependencies: ["Tensors", "Kernels", "Files"], swiftSettings: optimizedWithChecks),
    .target(
      name: "Datasets",
      dependencies: [
        "Tensors", "Files", "RegisterTiles", "BundledDigits", "TurboJPEG", "LibPNG", "LibWebP", "Zlib",
      ],
      swiftSettings: strict),
    .target(name: "Compression", dependencies: ["Tensors", "RegisterTiles"], swiftSettings: strict),
    .target(name: "Communication", dependencies: ["COpenMPI", "Processors", "Timing"], swiftSettings: strict),
    .target(
      name: "Exchange",
      dependencies: ["Tensors", "RegisterTiles", "Compression", "Communication", "Timing"], swiftSettings: strict),
    .target(
      name: "Training",
      dependencies: [
        "Files", "Tensors", "Kernels", "Network", "Datasets", "Compression", "Communication", "Exchange", "Timing",
        "Yams", log,
      ], swiftSettings: strict),
    .executableTarget(
      name: "sdgp-dist",
      dependencies: [
        "Communication", "Compression", "Datasets", "Exchange", "Files", "Kernels", "Network", "Processors", "Report",
        "Tensors", "Timing", "Training", arguments, log,
      ], swiftSettings: strict),
    .executableTarget(
      name: "sdgp-launch", dependencies: ["Files", "Processors", "Timing", arguments], path: "launch/sdgp-launch",
      swiftSettings: strict),

    .systemLibrary(name: "Allocation", path: "Tests/Allocation"),
    .target(
      name: "TestSupport", dependencies: ["LibPNG", "LibWebP", "TurboJPEG"], path: "Tests/Support",
      swiftSettings: strict),
    .target(name: "RankTestSupport", dependencies: ["Communication"], path: "Tests/RankSupport", swiftSettings: strict),
    .testTarget(name: "KernelsTests", dependencies: ["Kernels", "Tensors", "Timing"], swiftSettings: strict),
    .testTarget(
      name: "NetworkTests", dependencies: ["Files", "Kernels", "Network", "Tensors", "TestSupport"],
      resources: [.copy("StateDictionaries")], swiftSettings: strict),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Files", "LibPNG", "Tensors", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CompressionTests", dependencies: ["Compression", "Kernels", "RegisterTiles", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "CommunicationTests", dependencies: ["Communication", "RankTestSupport", "Timing"], swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "Files", "Timing", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "TimingTests", dependencies: ["Timing"], swiftSettings: strict),
    .testTarget(
      name: "ExchangeTests",
      dependencies: [
        "Allocation", "Communication", "Compression", "Exchange", "Kernels", "RankTestSupport", "RegisterTiles",
        "Tensors",
      ], swiftSettings: strict),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Communication", "Datasets", "Exchange", "Files", "Kernels", "Network", "RankTestSupport", "RegisterTiles",
        "Tensors", "TestSupport", "Timing", "Training",
      ], resources: [.copy("Golden")], swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["sdgp-dist", "Kernels", "Network", "Tensors", "TestSupport", "Training", arguments],
      exclude: ["Torch"], swiftSettings: strict),
    .testTarget(name: "LaunchTests", dependencies: ["sdgp-launch", "Files", "TestSupport"], swiftSettings: strict),
  ]
)
