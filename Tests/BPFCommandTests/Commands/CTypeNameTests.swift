import BPFObject
import BTF
import TestSupport
import Testing

@testable import BPFCommand

@Suite struct CTypeNameTests {
  /// The types of the variables of a fixture that has every kind.
  @Test(arguments: [
    ("globals", "label", "const volatile char[8]"), ("globals", "table", "u32[4]"),
    ("globals", "current", "struct limits"), ("globals", "mode", "const volatile enum mode"),
  ])
  func variables(object: String, variable: String, name: String) throws {
    let object = try ObjectFile(Fixture.object(object), name: object)
    let types = try #require(object.types)
    let type = try #require(object.variables[variable]).type
    #expect(CTypeName(types: types).name(type) == name)
  }

  @Test func damagedTypesHaveANameToo() throws {
    let types = try #require(try ObjectFile(Fixture.object("globals"), name: "globals").types)
    #expect(CTypeName(types: types).name(TypeID(999_999)) == "?")
    #expect(CTypeName(types: types).name(.void) == "void")
  }
}
