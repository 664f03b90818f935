//! The table of cases as Parquet, for data frames.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
pub use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::table::{CaseTable, Cells, TableColumn};

/// Returns the table as Parquet: one row group, columns compressed; the same table gives the same bytes.
pub fn table_parquet(table: &CaseTable) -> Result<Vec<u8>, ParquetError> {
    let fields = table
        .columns
        .iter()
        .map(field)
        .collect::<Result<Vec<_>, _>>()?;
    let schema = Type::group_type_builder("cases")
        .with_fields(fields)
        .build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("waferline {}", env!("CARGO_PKG_VERSION")));
    let mut bytes = Vec::new();
    let mut file =
        SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties.build()))?;
    let mut group = file.next_row_group()?;
    for column in &table.columns {
        write(&mut group, &column.cells)?;
    }
    group.close()?;
    file.close()?;
    Ok(bytes)
}

fn field(column: &TableColumn) -> Result<TypePtr, ParquetError> {
    let (physical, logical, repetition) = match column.cells {
        Cells::Counts(_) => (Physical::INT64, None, Repetition::REQUIRED),
        Cells::Numbers(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        Cells::Texts(_) => (
            Physical::BYTE_ARRAY,
            Some(LogicalType::String),
            Repetition::OPTIONAL,
        ),
    };
    let field = Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(field))
}

fn write(
    group: &mut SerializedRowGroupWriter<'_, &mut Vec<u8>>,
    cells: &Cells,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("a column without a field".to_owned()));
    };
    match cells {
        Cells::Counts(cells) => {
            let counts: Vec<i64> = cells
                .iter()
                .map(|&it| i64::try_from(it).unwrap_or(i64::MAX))
                .collect();
            column
                .typed::<Int64Type>()
                .write_batch(&counts, None, None)?;
        }
        Cells::Numbers(cells) => {
            let present: Vec<f64> = cells.iter().copied().flatten().collect();
            column
                .typed::<DoubleType>()
                .write_batch(&present, Some(&levels(cells)), None)?;
        }
        Cells::Texts(cells) => {
            let present: Vec<ByteArray> = cells
                .iter()
                .flatten()
                .map(|it| it.as_str().into())
                .collect();
            column
                .typed::<ByteArrayType>()
                .write_batch(&present, Some(&levels(cells)), None)?;
        }
    }
    column.close()
}

/// Returns which cells are there, as Parquet says it: 1 for those that are.
fn levels<T>(cells: &[Option<T>]) -> Vec<i16> {
    cells.iter().map(|cell| i16::from(cell.is_some())).collect()
}
