import Foundation
import TestSupport
import Testing

@testable import BPFObject

@Suite struct RecordedKernelTests {
  /// A folder of files that is removed at the end of its life.
  final class Folder {
    let path: FilePath

    init(_ files: [String: [UInt8]]) throws {
      let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      path = FilePath(url.path)
      for (name, bytes) in files {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path.string) }
  }

  static func kernelBytes(_ make: (inout BTFImage) -> Void = { _ in }) -> [UInt8] {
    var image = BTFImage()
    make(&image)
    return image.make()
  }

  @Test(arguments: [
    ("6.12", "6.12.0"), ("arm64-6.1", "6.1.0"), ("vmlinux-6.1.0-56-amd64", "6.1.0"),
    ("5.10.223", "5.10.223"), ("host", nil), ("x86", nil), ("", nil), ("99999999999.1", nil),
  ])
  func versionsInNames(name: String, version: String?) {
    #expect(RecordedKernel.version(in: name)?.description == version)
  }

  @Test func aFolderOfKernels() throws {
    var base = BTFImage()
    base.add(1, "int", 4, [32])
    var module = BTFImage(over: base)
    module.add(4, "only_in_module", 0)
    var other = BTFImage(over: base)
    other.add(4, "only_in_other", 0)
    let folder = try Folder([
      "6.12.btf": base.make(), "5.10.btf": base.make(), "arm64-6.1.btf": base.make(),
      "6.12+veth.btf": module.make(), "6.12.modules/xfs.btf": other.make(),
      "6.12.config": Array(
        "#\n# Linux/x86 6.12.117 Kernel Configuration\n#\nCONFIG_X=y\n".utf8),
      "notes.txt": [1],
    ])
    let kernels: [RecordedKernel] = try .recorded(in: folder.path)
    #expect(kernels.map(\.name) == ["5.10", "arm64-6.1", "6.12"])
    let last = try #require(kernels.last)
    #expect(last.target.version == KernelVersion(6, 12, 117))
    #expect(last.architecture == "x86")
    #expect(last.target.configuration?["CONFIG_X"] == "y")
    #expect(last.target.modules.map(\.name) == ["veth", "xfs"])
    #expect(
      try last.target.modules[0].types.firstType(named: "only_in_module") { _ in true } != nil)
    #expect(kernels[0].target.configuration == nil && kernels[0].architecture == nil)
  }

  @Test func featuresByTheKernelsOwnTypes() throws {
    let without = RecordedKernel(
      name: "9.9",
      types: try BTFTable(
        Bytes(
          Self.kernelBytes { image in
            let name = image.string("BPF_FUNC_unspec")
            image.add(6, "bpf_func_id", count: 1, 4, [name, 0])
          })))
    #expect(without.target.missing.contains(.attachCookie))
    let with = RecordedKernel(
      name: "5.10",
      types: try BTFTable(
        Bytes(
          Self.kernelBytes { image in
            let name = image.string("BPF_FUNC_get_attach_cookie")
            image.add(6, "bpf_func_id", count: 1, 4, [name, 0])
          })))
    #expect(!with.target.missing.contains(.attachCookie))
    // Without the enumeration the version decides.
    let bare = try BTFTable(Bytes(Self.kernelBytes()))
    #expect(RecordedKernel(name: "5.14", types: bare).target.missing.contains(.attachCookie))
    #expect(!RecordedKernel(name: "5.15", types: bare).target.missing.contains(.attachCookie))
  }

  @Test func foldersWithoutKernels() throws {
    let error = #expect(throws: ObjectError.self) {
      _ = try [RecordedKernel].recorded(in: "/nonexistent")
    }
    #expect(error?.code == .unreadable)
    let folder = try Folder(["x.txt": []])
    let empty = #expect(throws: ObjectError.self) {
      _ = try [RecordedKernel].recorded(in: folder.path)
    }
    #expect(empty?.code == .missingTarget)
    #expect(throws: ObjectError.self) {
      _ = try RecordedKernel(contentsOf: folder.path.appending("x.txt"))
    }
  }
}
