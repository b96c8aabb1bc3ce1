//! Who is who: pedigrees, the proband and the relatives in a file, and whether genotypes fit what is said of them.

mod checks;
mod members;
mod packet;
mod ped;

pub(in crate::intake) use checks::{Copies, FamilyChecks};
pub use members::{FamilyError, members};
pub use packet::{FamilyPacketError, has_pedigree, pedigree_of_family, subject_of_packet};
pub use ped::{Pedigree, parse_ped};
