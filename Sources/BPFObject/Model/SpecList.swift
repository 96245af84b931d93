/// Something that has a name in an object.
public protocol NamedSpec: Sendable {
  /// The name.
  var name: String { get }
}

/// The programs, maps or variables of an object, in order, by place or by name.
///
/// An object holds tens of them, so that a search by name is a walk.
public struct SpecList<Element: NamedSpec>: Sendable, RandomAccessCollection {
  package var elements: [Element]

  package init(_ elements: [Element]) { self.elements = elements }

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of elements.
  public var endIndex: Int { elements.count }

  /// The element at a place.
  public subscript(position: Int) -> Element { elements[position] }

  /// The first element with a name, to look at or to change.
  ///
  /// Assigning `nil`, or to a name that the list does not have, changes nothing: what an object
  /// contains is settled by its bytes.
  public subscript(name: String) -> Element? {
    get { elements.first { $0.name == name } }
    set {
      guard let newValue, let index = elements.firstIndex(where: { $0.name == name }) else {
        return
      }
      elements[index] = newValue
    }
  }
}
