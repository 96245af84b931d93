import Bytes
import SystemPackage
import Testing

@Suite struct FileTests {
  @Test func aFileIsReadWhole() throws {
    let path: FilePath = "/proc/self/exe"
    let read = try Bytes(contentsOf: path)
    let mapped = try Bytes(mappingConstantFile: path)
    #expect(read.count > 50_000 && read.array == mapped.array)
    #expect(read.array.prefix(4) == [0x7f, 0x45, 0x4c, 0x46])
  }

  /// Slices keep the memory that they are windows on.
  @Test func aSliceOutlivesTheWhole() throws {
    func slice(mapped: Bool) throws -> Bytes {
      let path: FilePath = "/proc/self/exe"
      let whole = mapped ? try Bytes(mappingConstantFile: path) : try Bytes(contentsOf: path)
      return try #require(whole.slice(at: 1, count: 3))
    }
    #expect(try slice(mapped: true).text == "ELF")
    #expect(try slice(mapped: false).text == "ELF")
  }

  @Test func whatCannotBeRead() {
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try Bytes(mappingConstantFile: "/no/such/file")
    }
    #expect(throws: Errno.isDirectory) { try Bytes(contentsOf: "/") }
    #expect(throws: Errno.notDirectory) { try Bytes(contentsOf: "/dev/null/x") }
  }

  /// Nothing to map: an empty file is read, and is empty.
  @Test func anEmptyFile() throws {
    #expect(try Bytes(contentsOf: "/dev/null").count == 0)
    #expect(try Bytes(mappingConstantFile: "/dev/null").count == 0)
  }
}
