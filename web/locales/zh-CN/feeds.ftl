# 订阅：变化和日期。
feed-title = { $site }为民办实事：最近的变化
feed-commitment = 第 { $number } 件 { $title }
feed-entry = { $of }：{ $what }
feed-link = 订阅变化（Atom）
calendar-link = 订阅日期（日历）
calendar-title = { $site }为民办实事
calendar-milestone = 第 { $number } 件 { $title }：{ $what }
calendar-milestone-done = 第 { $number } 件 { $title }：{ $what }（已完成）
calendar-cut-off = 第 { $number } 件 { $title }：{ $what }的最后期限
