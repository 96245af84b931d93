internal import CLinuxBPF
public import SystemPackage

/// Several ring buffers that are waited for together, with one descriptor (`epoll(7)`).
public struct RingBufferGroup: ~Copyable, Sendable {
  // A ring has one owner and cannot be copied into an array; a class can. The group is the only one
  // to hold these, so whoever may change the group may change them.
  @usableFromInline
  final class Member: @unchecked Sendable {
    @usableFromInline var ring: RingBuffer
    init(_ ring: consuming RingBuffer) { self.ring = ring }
  }

  /// The kernel that the maps are in.
  public let kernel: Kernel
  @usableFromInline var members: [Member]
  private let epoll: OwnedDescriptor

  /// Makes a group of some maps (`epoll_create1(2)`), whose indexes are their places in the list.
  ///
  /// - Parameters:
  ///   - maps: none for a group to which rings are added later.
  ///   - kernel: the kernel that the maps are in; by default the first map's.
  /// - Throws: ``BPFError`` as ``RingBuffer/init(_:)``, and when a map stands in the list twice.
  public init(_ maps: [Map] = [], kernel: Kernel? = nil) throws(BPFError) {
    let kernel = kernel ?? maps.first?.kernel ?? Kernel()
    let epoll: OwnedDescriptor
    do throws(Errno) {
      epoll = try kernel.own(kernel.calls.epollCreate())
    } catch {
      throw kernel.failure(call: "epoll_create1", error, "make a group of ring buffers")
    }
    var members: [Member] = []
    for map in maps {
      members.append(try Self.join(epoll.rawValue, RingBuffer(map)))
    }
    self.epoll = epoll
    self.kernel = kernel
    self.members = members
  }

  /// Maps a ring buffer into memory and adds it.
  ///
  /// - Returns: the index by which closures are told whose record they are given.
  /// - Throws: ``BPFError`` as ``RingBuffer/init(_:)``, and when the map is in the group already.
  @discardableResult
  public mutating func add(_ map: Map) throws(BPFError) -> Int {
    try add(RingBuffer(map))
  }

  /// Adds a ring, of which the group becomes the owner.
  @discardableResult
  public mutating func add(_ ring: consuming RingBuffer) throws(BPFError) -> Int {
    members.append(try Self.join(epoll.rawValue, ring))
    return members.count - 1
  }

  private static func join(
    _ epoll: Int32, _ ring: consuming RingBuffer
  ) throws(BPFError) -> Member {
    let map = ring.map
    let result = map.kernel.calls.epollAdd(
      epoll, map.descriptor.rawValue, events: UInt32(LBPF_EPOLLIN), data: 0)
    guard result >= 0 else {
      throw map.kernel.failure(
        call: "epoll_ctl", Errno(rawValue: -result), "add \(map) to a group", map: map.name)
    }
    return Member(ring)
  }

  /// How many rings the group has.
  public var count: Int { members.count }

  /// The maps, by their indexes.
  public var maps: [Map] { members.map { $0.ring.map } }

  /// What was read from one ring, and how full it is.
  ///
  /// - Returns: `nil` when the group has no ring of that index.
  public func statistics(at index: Int) -> RingStatistics? {
    members.indices.contains(index) ? members[index].ring.statistics : nil
  }

  /// What was read from all rings together, and how full they are.
  public var statistics: RingStatistics {
    members.reduce(RingStatistics()) { $0 + $1.ring.statistics }
  }

  /// A descriptor that is readable while any of the rings holds records; for event loops.
  ///
  /// To be used while the group lives, neither to be closed nor to be read from.
  public var fileDescriptor: FileDescriptor { epoll.fileDescriptor }

  /// Waits until a ring holds records that were not read (`epoll_wait(2)`).
  ///
  /// - Parameter timeout: rounded up to milliseconds; `nil` for ever, zero not at all.
  public borrowing func wait(timeout: Duration? = nil) throws(BPFError) -> RingWait {
    for member in members where member.ring.availableByteCount > 0 { return .ready }
    var patience = RingPatience(timeout)
    return try wait(&patience, isBusy: false).get()
  }

  @usableFromInline
  borrowing func wait(
    _ patience: inout RingPatience, isBusy: Bool
  ) -> Result<RingWait, BPFError> {
    let calls = kernel.calls
    let descriptor = epoll.rawValue
    // Which ring is ready is of no interest: looking at one costs less than being told.
    var event = [lbpf_epoll_event()]
    do throws(Errno) {
      return .success(
        try patience.wait(isBusy: isBusy, calls) { milliseconds in
          calls.epollWait(descriptor, &event, milliseconds: milliseconds)
        })
    } catch {
      return .failure(kernel.failure(call: "epoll_wait", error, "wait for ring buffers"))
    }
  }
}
