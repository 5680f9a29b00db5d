# 打印的公文。
office-menu-papers = 公文
papers-lead = 从台账直接生成的公文。DOCX 按 GB/T 9704—2012 的版式排好，可以继续编辑；网页版可以直接打印。
papers-none = 还没有公布的清单，没有可以打印的公文。
papers-html = 打开并打印
papers-ledger = 工作台账
papers-ledger-what = 每一件实事的责任单位、指标、目标值、自报值和状态，一行一个指标。
papers-notice = 办理情况公示
papers-notice-what = 公布的内容、责任单位、进展和调整，按公示的格式写成。
papers-gazette = 下一期公报
papers-gazette-what = 通知和大事记。页码排定以前没有目录。
papers-month = 大事记月份
papers-month-all = 全部
papers-choose = 选定
