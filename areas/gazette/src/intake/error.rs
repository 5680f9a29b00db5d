//! Why a file was not read, and what to do about it, in two languages.

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// No bytes.
    #[error("the file is empty; choose the file that holds the document")]
    Empty,
    /// Over the limit.
    #[error("the file has {bytes} bytes, more than the {limit} that are read; remove pictures or save the text alone")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A readable file in which no text stands.
    #[error("the file holds no text; choose the file that holds the document")]
    NoText,
    /// A file of another kind.
    #[error("this is {kind}, not a document text; {advice}")]
    Foreign {
        /// What it is.
        kind: &'static str,
        /// The same in Chinese.
        kind_zh: &'static str,
        /// What to do.
        advice: &'static str,
        /// The same in Chinese.
        advice_zh: &'static str,
    },
    /// Bytes that no text holds.
    #[error("line {line} holds bytes that no text has; save the document as DOCX or as UTF-8 text and try again")]
    Binary {
        /// The line, from 1.
        line: u32,
    },
    /// Text in an encoding that was not recognised.
    #[error(
        "the encoding was not recognised (first trouble in line {line}); save the text as UTF-8 or GB18030 and try again"
    )]
    UnknownEncoding {
        /// The line, from 1.
        line: u32,
    },
    /// A document behind a password.
    #[error("the {kind} is encrypted; open it with its password, save a copy without one and try again")]
    Encrypted {
        /// `DOCX` or `PDF`.
        kind: &'static str,
    },
    /// A DOCX that is damaged.
    #[error("the DOCX is damaged ({detail}); open it in an office program, save it again and try again")]
    DocxBroken {
        /// What was wrong.
        detail: String,
    },
    /// A container that unpacks to too much.
    #[error("the DOCX would unpack to more than {limit} bytes of text; save only the text in a new document")]
    DocxTooLarge {
        /// The limit.
        limit: u64,
    },
    /// A PDF that is damaged.
    #[error("the PDF is damaged or uses something unknown ({detail}); print it to a new PDF, or hand in the DOCX")]
    PdfBroken {
        /// What was wrong.
        detail: String,
    },
    /// A PDF of pictures.
    #[error(
        "the PDF is a scan: its pages are pictures without text; hand in the DOCX or text that it was printed from, \
         or run character recognition first and check the result"
    )]
    PdfScan,
    /// Built without PDF.
    #[error("this build reads no PDF; hand in the DOCX or the text, or use a build with the `pdf` feature")]
    PdfNotBuiltIn,
}

impl IntakeError {
    /// The same in Chinese.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Self::Empty => "文件是空的，请选择含有公文的文件".to_owned(),
            Self::TooLarge { bytes, limit } => {
                format!("文件有 {bytes} 字节，超过可读取的 {limit} 字节，请去掉图片或只保存文字")
            }
            Self::NoText => "文件中没有文字，请选择含有公文的文件".to_owned(),
            Self::Foreign { kind_zh, advice_zh, .. } => format!("这是{kind_zh}，不是公文文本，{advice_zh}"),
            Self::Binary { line } => {
                format!("第 {line} 行含有文本中不会出现的字节，请另存为 DOCX 或 UTF-8 文本后再试")
            }
            Self::UnknownEncoding { line } => {
                format!("无法识别文字编码（第 {line} 行开始出错），请另存为 UTF-8 或 GB18030 文本后再试")
            }
            Self::Encrypted { kind } => format!("这份 {kind} 已加密，请用密码打开，另存一份不加密的再试"),
            Self::DocxBroken { detail } => {
                format!("这份 DOCX 已损坏（{detail}），请用办公软件打开并重新保存后再试")
            }
            Self::DocxTooLarge { limit } => {
                format!("这份 DOCX 解开后文字部分超过 {limit} 字节，请新建文档只保存文字")
            }
            Self::PdfBroken { detail } => {
                format!("这份 PDF 已损坏或含有无法识别的内容（{detail}），请重新打印成 PDF，或改用 DOCX")
            }
            Self::PdfScan => {
                "这份 PDF 是扫描件，页面是图片，没有文字层；请改用原来的 DOCX 或文本，或先做文字识别并核对".to_owned()
            }
            Self::PdfNotBuiltIn => "此版本不能读取 PDF，请改用 DOCX 或文本".to_owned(),
        }
    }
}
