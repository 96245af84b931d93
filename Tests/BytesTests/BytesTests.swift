import Bytes
import SystemPackage
import Testing

@Suite struct BytesTests {
  @Test func loadsOnlyInsideTheSpan() {
    let bytes = Bytes([0x01, 0x02, 0x03, 0x04, 0x05])
    func load<T: FixedWidthInteger & BitwiseCopyable>(
      _: T.Type, at offset: Int, _ order: ByteOrder = .host
    ) -> T? {
      bytes.span.load(T.self, at: offset, swapped: order.isSwapped)
    }
    #expect(load(UInt32.self, at: 1, .little) == 0x0504_0302)
    #expect(load(UInt32.self, at: 1, .big) == 0x0203_0405)
    #expect(load(UInt32.self, at: 2) == nil)
    #expect(load(UInt8.self, at: -1) == nil)
    #expect(load(UInt8.self, at: .max) == nil)
    #expect(load(UInt64.self, at: .min) == nil)
  }

  @Test func slicesStayInside() throws {
    let bytes = Bytes(Array(0..<10))
    let slice = try #require(bytes.slice(at: 2, count: 3))
    let inner = try #require(slice.slice(at: 1, count: 2))
    let (sliced, innermost) = (slice.span.array, inner.span.array)
    #expect(sliced == [2, 3, 4])
    #expect(innermost == [3, 4])
    #expect(bytes.slice(at: 2, count: 3)?.slice(at: 1, count: 3) == nil)
    #expect(bytes.slice(at: 10, count: 0)?.count == 0)
    #expect(bytes.slice(at: 11, count: 0) == nil)
    #expect(bytes.slice(at: 1, count: .max) == nil)
    #expect(bytes.slice(at: -1, count: 1) == nil)
  }

  @Test func readsAFileWhoseSizeIsReportedAsZero() throws {
    let status = try Bytes(contentsOf: "/proc/self/status")
    #expect(status.count > 100)
    let text = status.span.text
    #expect(text.hasPrefix("Name:"))
  }

  @Test func aMissingFileIsAnErrno() {
    #expect(throws: Errno.noSuchFileOrDirectory) { try Bytes(contentsOf: "/no/such/file") }
  }

  @Test func cStringsEndInsideTheSpan() {
    let bytes = Bytes(Array("ab\0cd".utf8))
    let lengths = [0, 2, 3, 9].map { bytes.span.lengthOfCString(at: $0) }
    #expect(lengths == [2, 0, nil, nil])
  }
}
