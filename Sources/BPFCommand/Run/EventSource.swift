import BPFObject
import BTF

/// A ring buffer of the object, and how its records are decoded.
struct EventSource {
  /// The name of the map.
  let map: String
  /// How its records are decoded; `nil` for bytes.
  let decoder: ValueDecoder?

  /// The name of the type; `nil` without one.
  var typeName: String? {
    guard let name = decoder?.typeName, !name.isEmpty else { return nil }
    return name
  }

  /// The ring buffers of an object, with the types that its definitions or the user name.
  static func all(in object: ObjectFile, _ options: [EventOption]) throws(RunError) -> [EventSource]
  {
    let maps = object.maps.filter { $0.type == .ringBuffer }
    for option in options {
      if let name = option.map, !maps.contains(where: { $0.name == name }) {
        throw .noSuchMap(name, ringBuffers: maps.map(\.name))
      }
    }
    var sources: [EventSource] = []
    for map in maps {
      // The user's word counts more than the object's, and one for this map more than one for all.
      let option = options.last { $0.map == map.name } ?? options.last { $0.map == nil }
      sources.append(try source(map, in: object, option))
    }
    return sources
  }

  private static func source(
    _ map: MapSpec, in object: ObjectFile, _ option: EventOption?
  ) throws(RunError) -> EventSource {
    guard let types = object.types else {
      if let option { throw .noSuchType(option.type, hasTypes: false) }
      return EventSource(map: map.name, decoder: nil)
    }
    do throws(BTFError) {
      let type: TypeID?
      if let option {
        type = try object.eventType(named: option.type)
      } else {
        type = try object.eventType(of: map)
      }
      if let type {
        return EventSource(map: map.name, decoder: try ValueDecoder(type, in: types))
      }
    } catch {
      throw .undecodableType(map.name, reason: error.description)
    }
    if let option { throw .noSuchType(option.type, hasTypes: true) }
    return EventSource(map: map.name, decoder: nil)
  }
}
