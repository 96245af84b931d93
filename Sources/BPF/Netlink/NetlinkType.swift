/// The type of a message of `rtnetlink(7)`.
package struct NetlinkType: RawRepresentable, Sendable, Hashable {
  package var rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static var newLink: Self { Self(rawValue: 16) }
  package static var getLink: Self { Self(rawValue: 18) }
  package static var setLink: Self { Self(rawValue: 19) }
  package static var newRoute: Self { Self(rawValue: 24) }
  package static var deleteRoute: Self { Self(rawValue: 25) }
  package static var newQdisc: Self { Self(rawValue: 36) }
  package static var deleteQdisc: Self { Self(rawValue: 37) }
  package static var getQdisc: Self { Self(rawValue: 38) }
  package static var newFilter: Self { Self(rawValue: 44) }
  package static var deleteFilter: Self { Self(rawValue: 45) }
  package static var getFilter: Self { Self(rawValue: 46) }

  /// The constant's name in C.
  package var cName: String {
    switch self {
    case .newLink: "RTM_NEWLINK"
    case .getLink: "RTM_GETLINK"
    case .setLink: "RTM_SETLINK"
    case .newRoute: "RTM_NEWROUTE"
    case .deleteRoute: "RTM_DELROUTE"
    case .newQdisc: "RTM_NEWQDISC"
    case .deleteQdisc: "RTM_DELQDISC"
    case .getQdisc: "RTM_GETQDISC"
    case .newFilter: "RTM_NEWTFILTER"
    case .deleteFilter: "RTM_DELTFILTER"
    case .getFilter: "RTM_GETTFILTER"
    default: "netlink message \(rawValue)"
    }
  }
}
