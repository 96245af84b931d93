import BPFObject
import BTF
import Foundation
import TestSupport
import Testing

@testable import BPFCommand

/// `bpf btf minimize`, from files to files.
@Suite final class BTFMinimizeTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("bpf-minimize-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @Test(arguments: ["", "eb/"]) func aFileForSomeObjects(_ order: String) throws {
    let objects = ["core_types", "cpuv4"].map { UsageTests.object(order + $0) }
    let kernel = "\(Fixture.path("objects/targets/\(order)target_a.btf"))"
    let output = path("small.btf")
    // What the file held before is gone.
    try Data(repeating: 7, count: 1 << 16).write(to: URL(fileURLWithPath: output))
    let command = try RunningCommand.finished(
      ["btf", "minimize", kernel] + objects + ["-o", output])
    #expect(command.exitCode == 0, "\(command.errors)")
    let types = try BTFTable(contentsOf: .init(output))
    let whole = try BTFTable(contentsOf: .init(kernel))
    #expect(types.count < whole.count && types.byteOrder == whole.byteOrder)
    #expect(
      command.output
        == "\(output): \(types.ownIDs.count) types in \(types.bytes.count) bytes, "
        + "of \(whole.ownIDs.count) in \(whole.bytes.count)\n")
    for object in objects {
      let before = try RunningCommand.finished(["relocate", object, "--btf", kernel])
      let after = try RunningCommand.finished(["relocate", object, "--btf", output])
      #expect(before.exitCode == 0 && after.exitCode == 0)
      #expect(before.lines.last == after.lines.last)
    }
  }

  @Test func aFolderWithModules() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    var over = BTFImage(over: image)
    _ = over.typedef("unwanted", int)
    _ = over.typedef("wanted", int)
    try Data(image.make()).write(to: folder.appendingPathComponent("vmlinux"))
    try Data(over.make()).write(to: folder.appendingPathComponent("veth"))
    let arguments = [
      "btf", "minimize", path("vmlinux"), UsageTests.object("minimal"), "--keep", "wanted",
      "--module-btf", path("veth"), "-o", path("out"),
    ]
    let command = try RunningCommand.finished(arguments)
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(command.lines.count == 2)
    let base = try BTFTable(contentsOf: .init(path("out/vmlinux")))
    let module = try BTFTable(contentsOf: .init(path("out/veth")), base: base)
    #expect(base.ownIDs.count == 1 && module.ownIDs.count == 1)
    #expect(try module.name(of: module.type(module.firstID)) == "wanted")
    let twice = try RunningCommand.finished(arguments + ["--module-btf", path("veth")])
    #expect(twice.exitCode == 1 && twice.errors.contains("same name"))
  }

  @Test func failures() throws {
    let object = UsageTests.object("core_types")
    let output = path("small.btf")
    for (arguments, text) in [
      ([UsageTests.target, UsageTests.object("eb/core_types"), "-o", output], "big-endian"),
      (["/nonexistent", object, "-o", output], "cannot read '/nonexistent'"),
      ([UsageTests.target, object, "-o", "/nonexistent/x"], "cannot write '/nonexistent/x'"),
    ] {
      let command = try RunningCommand.finished(["btf", "minimize"] + arguments)
      #expect(command.exitCode == 1 && command.output.isEmpty)
      #expect(command.errors.contains(text), "\(command.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: output))
    let usage = try RunningCommand.finished(["btf", "minimize", UsageTests.target, "-o", output])
    #expect(usage.exitCode == 64)
  }
}
