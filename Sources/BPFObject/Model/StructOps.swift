public import BTF
import Bytes

/// The value of a struct_ops map: a struct whose functions are programs that the kernel calls.
///
/// The object's struct is matched with the kernel's of the same name by the names of the members, so
/// that it need not have all of the kernel's. What is changed here takes effect when the object is
/// loaded.
public struct StructOps: Sendable, Hashable {
  /// The struct in the object's BTF.
  public let type: TypeID
  /// The struct's name in the object, with its flavour if it has one: `tcp_congestion_ops___old`.
  public let typeName: String
  /// The members in the order of their offsets.
  public let members: [Member]
  /// The order of the bytes of values.
  package let byteOrder: ByteOrder
  /// The struct as it is compiled, and changed since; zeros where the functions are.
  package var contents: [UInt8]
  /// The programs of members that are functions, by the members' places.
  package private(set) var programs: [Int: String] = [:]
  /// Every program that the object names in this struct, also where another was set since.
  package private(set) var declaredPrograms: Set<String> = []

  /// A member of the struct.
  public struct Member: Sendable, Hashable {
    /// The name in C.
    public let name: String
    /// The offset in the object's struct, in bytes.
    public let offset: Int
    /// The size in bytes.
    public let size: Int
    /// Whether it points to a function, for which a program stands.
    public let isFunction: Bool
    /// Whether it is narrower than its bytes, which no kernel's struct_ops member is.
    package let isBitfield: Bool
    /// The type in the object's BTF.
    public let type: TypeID
  }

  /// The kernel's name for the struct: the object's without its flavour.
  public var kernelTypeName: String { EssentialName.of(typeName) }

  /// The program that stands for a function, by its name; `nil` where there is none.
  ///
  /// - Throws: ``ObjectError/Code/noSuchMember``; or when the member is no function.
  public func program(for member: String) throws(ObjectError) -> String? {
    programs[try place(of: member, isFunction: true)]
  }

  /// Sets the program that stands for a function.
  ///
  /// - Parameter program: the name of a program of the object, of the section `struct_ops`; `nil`
  ///   leaves the function to the kernel. It is looked for when the object is loaded.
  /// - Throws: ``ObjectError/Code/noSuchMember``; or when the member is no function.
  public mutating func setProgram(
    _ program: String?, for member: String
  ) throws(ObjectError) {
    programs[try place(of: member, isFunction: true)] = program
  }

  /// The bytes of a member that is no function.
  ///
  /// - Throws: ``ObjectError/Code/noSuchMember``; or when the member is a function.
  public func bytes(of member: String) throws(ObjectError) -> [UInt8] {
    let member = members[try place(of: member, isFunction: false)]
    return Array(contents[member.offset..<(member.offset + member.size)])
  }

  /// Sets the bytes of a member that is no function.
  ///
  /// - Throws: ``ObjectError/Code/noSuchMember``, ``ObjectError/Code/wrongSize``; or when the member
  ///   is a function.
  public mutating func setBytes(
    _ bytes: [UInt8], of member: String
  ) throws(ObjectError) {
    let member = members[try place(of: member, isFunction: false)]
    guard bytes.count == member.size else {
      throw ObjectError(
        .wrongSize,
        "member '\(member.name)' of struct \(typeName) has \(member.size) bytes, not "
          + "\(bytes.count)")
    }
    contents.replaceSubrange(member.offset..<(member.offset + member.size), with: bytes)
  }

  /// Sets the integer in a member.
  ///
  /// - Throws: ``ObjectError/Code/noSuchMember``, ``ObjectError/Code/wrongSize``; or when the member
  ///   is a function.
  public mutating func setValue<Value: FixedWidthInteger>(
    _ value: Value, of member: String
  ) throws(ObjectError) {
    let stored = byteOrder == .little ? value.littleEndian : value.bigEndian
    try setBytes(unsafe withUnsafeBytes(of: stored) { unsafe Array($0) }, of: member)
  }

  /// Takes down which program the object itself names for a member.
  mutating func declare(_ program: String, at place: Int) {
    programs[place] = program
    declaredPrograms.insert(program)
    let member = members[place]
    contents.replaceSubrange(
      member.offset..<(member.offset + member.size),
      with: repeatElement(0, count: member.size))
  }

  private func place(of name: String, isFunction: Bool) throws(ObjectError) -> Int {
    guard let place = members.firstIndex(where: { $0.name == name }) else {
      throw ObjectError(
        .noSuchMember, "struct \(typeName) has no member '\(name)'",
        advice: "it has \(members.map(\.name).joined(separator: ", "))")
    }
    guard members[place].isFunction == isFunction else {
      throw ObjectError(
        .wrongKind,
        isFunction
          ? "member '\(name)' of struct \(typeName) is no function"
          : "member '\(name)' of struct \(typeName) is a function, for which a program stands")
    }
    return place
  }
}
