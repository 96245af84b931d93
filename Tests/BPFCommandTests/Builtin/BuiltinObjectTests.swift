import BPFObject
import BTF
import Bytes
import TestSupport
import Testing

@testable import BPFCommand

@Suite struct BuiltinObjectTests {
  /// What is embedded is what the fixture's source compiles to.
  @Test func embeddedBytesAreTheFixture() throws {
    let bytes = try #require(Base64.decode(BuiltinObject.exec))
    #expect(try bytes == Fixture.object("execsnoop").array)
  }

  @Test func builtinObjectDeclaresItsEvents() throws {
    let object = try BuiltinObject.openExec()
    let map = try #require(object.maps["events"])
    let type = try #require(try object.eventType(of: map))
    let types = try #require(object.types)
    #expect(try types.name(of: types.type(type)) == "exec_event")
    #expect(object.variables["dropped"]?.size == 8)
  }

  @Test(arguments: [
    ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"),
    ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"), ("+/8=", "\u{fb}\u{ff}"),
  ])
  func base64(text: String, decoded: String) {
    let bytes = decoded.unicodeScalars.map { UInt8($0.value) }
    #expect(Base64.decode(Array(text.utf8)) == bytes)
  }

  @Test(arguments: ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm-v"])
  func notBase64(text: String) {
    #expect(Base64.decode(Array(text.utf8)) == nil)
  }
}
